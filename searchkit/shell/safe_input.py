"""Shows what is typed or pasted without the characters that a terminal would act on."""

from __future__ import annotations

from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

from searchkit.display.safe_text import safe


class SafeInput(Processor):
    """Shows a blank for each such character. Control characters are left to prompt_toolkit, which shows ``^X``."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """The line as it is shown, of the same length."""
        return Transformation([(style, _shown(text)) for style, text, *_ in transformation_input.fragments])


def make_safe(control: BufferControl) -> None:
    """Let a control that is made elsewhere show its text so, too."""
    control.input_processors = [*(control.input_processors or ()), SafeInput()]


def _shown(text: str) -> str:
    return text if text.isprintable() else "".join(c if c < "\xa0" else safe(c) for c in text)
