"""Names of months in further languages, as fields and queries have them. In a text, many of them are other words."""

from __future__ import annotations

from searchkit.base.month_names import MONTH_NAMES
from searchkit.base.typing_names import Final

__all__ = ["ALL_MONTHS"]

# A line for each language: January to December, with bars between the spellings of a month. They are Czech, Slovak,
# Danish and Norwegian, Swedish, Finnish (two cases), Hungarian, Turkish, Romanian, Catalan, Serbian in Latin letters,
# Bulgarian, Greek, Indonesian, Arabic and Hebrew.
_FURTHER: Final = """
ledna|leden února|únor března|březen dubna|duben května|květen června|červen července|červenec srpna|srpen září října|říjen listopadu prosince|prosinec
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
januar februar marts|mars april maj|mai juni juli august september oktober november desember|december
januari februari mars april maj juni juli augusti september oktober november december
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu
január február március április május június július augusztus szeptember október november december
ocak şubat mart nisan mayıs|mayis haziran temmuz ağustos eylül ekim kasım|kasim aralık|aralik
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra
януари февруари март април май юни юли август септември октомври ноември декември
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
januari februari maret april mei juni juli agustus september oktober november desember
يناير فبراير مارس أبريل|ابريل مايو يونيو يوليو أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
"""  # noqa: E501  # a line for each language

# Lower-case name without its stop: number from 1. No two languages give one name to two months.
ALL_MONTHS: Final = {
    name: number
    for line in _FURTHER.strip().splitlines()
    for number, names in enumerate(line.split(" "), start=1)
    for name in names.split("|")
} | dict(MONTH_NAMES)
