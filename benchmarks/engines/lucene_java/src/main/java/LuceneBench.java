import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * Lucene, driven by lucene.py.
 *
 * <p>index DOCUMENTS FOLDER THREADS SINGLE; serve FOLDER reads one request a line and answers it in one line. Times are
 * taken here, so that nothing of Python is in them.
 */
public final class LuceneBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LIMIT = 10;

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("index")) {
      index(Path.of(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[3]), arguments[4].equals("single"));
    } else {
      new LuceneBench(Path.of(arguments[1])).serve();
    }
  }

  // Indexing

  /** Runs of letters and digits, lower-cased. */
  private static Analyzer words() {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        Tokenizer tokenizer = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
        return new TokenStreamComponents(tokenizer, new LowerCaseFilter(tokenizer));
      }
    };
  }

  private static Document document(JsonNode given) {
    Document document = new Document();
    document.add(new StoredField("id", given.get("id").asLong()));
    document.add(new NumericDocValuesField("id", given.get("id").asLong()));
    document.add(new TextField("body", given.get("body").asText(), Field.Store.YES));
    int day = given.get("day").asInt();
    document.add(new IntPoint("day", day));
    document.add(new NumericDocValuesField("day", day));
    document.add(new StoredField("day", day));
    addValue(document, "place", given.get("place").asText());
    for (JsonNode entity : given.get("entities")) {
      addValue(document, "entities", entity.asText());
    }
    return document;
  }

  private static void addValue(Document document, String field, String value) {
    document.add(new StringField(field, value, Field.Store.YES));
    document.add(new SortedSetDocValuesField(field, new BytesRef(value)));
  }

  private static void index(Path documents, Path folder, int threads, boolean single) throws Exception {
    IndexWriterConfig config = new IndexWriterConfig(words());
    config.setRAMBufferSizeMB(1000);
    AtomicReference<Exception> failed = new AtomicReference<>();
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader lines = Files.newBufferedReader(documents)) {
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Thread worker =
            new Thread(
                () -> {
                  try {
                    for (List<String> batch = next(lines); !batch.isEmpty(); batch = next(lines)) {
                      for (String line : batch) {
                        writer.addDocument(document(JSON.readTree(line)));
                      }
                    }
                  } catch (Exception error) {
                    failed.set(error);
                  }
                });
        workers.add(worker);
        worker.start();
      }
      for (Thread worker : workers) {
        worker.join();
      }
      if (failed.get() != null) {
        throw failed.get();
      }
      writer.commit();
      if (single) {
        writer.forceMerge(1);
      }
    }
  }

  private static List<String> next(BufferedReader lines) throws Exception {
    List<String> batch = new ArrayList<>();
    synchronized (lines) {
      String line;
      while (batch.size() < 200 && (line = lines.readLine()) != null) {
        batch.add(line);
      }
    }
    return batch;
  }

  // Searching

  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final double openedIn;
  private final Map<Integer, Query> built = new HashMap<>();

  private LuceneBench(Path folder) throws Exception {
    long started = System.nanoTime();
    reader = DirectoryReader.open(FSDirectory.open(folder));
    searcher = new IndexSearcher(reader);
    openedIn = (System.nanoTime() - started) / 1e6;
    searcher.setQueryCache(null);
  }

  private void serve() throws Exception {
    ObjectNode hello = JSON.createObjectNode();
    hello.put("segments", reader.leaves().size()).put("open_ms", openedIn);
    System.out.println(JSON.writeValueAsString(hello));
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      System.out.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
    }
  }

  /** Runs the queries of a request once, after running them for so many seconds to warm up. */
  private ObjectNode answer(JsonNode request) throws Exception {
    boolean top = request.get("operation").asText().equals("top");
    List<Query> queries = new ArrayList<>();
    for (JsonNode spec : request.get("queries")) {
      int number = spec.get("number").asInt();
      if (!built.containsKey(number)) {
        built.put(number, query(spec));
      }
      queries.add(built.get(number));
    }
    long warm = System.nanoTime() + (long) (request.get("warm").asDouble() * 1e9);
    for (int at = 0; System.nanoTime() < warm; at++) {
      run(queries.get(at % queries.size()), top);
    }
    long end = System.nanoTime() + (long) (request.get("seconds").asDouble() * 1e9);
    ArrayNode times = JSON.createArrayNode();
    ArrayNode answers = JSON.createArrayNode();
    for (Query query : queries) {
      long started = System.nanoTime();
      Object found = run(query, top);
      times.add((System.nanoTime() - started) / 1e6);
      answers.add(JSON.valueToTree(found));
      if (System.nanoTime() > end) {
        break;
      }
    }
    ObjectNode result = JSON.createObjectNode();
    result.set("ms", times);
    result.set("answers", answers);
    return result;
  }

  private Object run(Query query, boolean top) throws Exception {
    if (!top) {
      return searcher.count(query);
    }
    TopDocs found = searcher.search(query, new TopScoreDocCollectorManager(LIMIT, LIMIT));
    double[][] hits = new double[found.scoreDocs.length][];
    for (int i = 0; i < hits.length; i++) {
      ScoreDoc hit = found.scoreDocs[i];
      int leaf = org.apache.lucene.index.ReaderUtil.subIndex(hit.doc, reader.leaves());
      var context = reader.leaves().get(leaf);
      NumericDocValues ids = context.reader().getNumericDocValues("id");
      ids.advanceExact(hit.doc - context.docBase);
      hits[i] = new double[] {ids.longValue(), hit.score};
    }
    return hits;
  }

  private static Query query(JsonNode spec) {
    String kind = spec.get("kind").asText();
    JsonNode terms = spec.get("terms");
    if (kind.equals("prefix")) {
      return new PrefixQuery(new Term("body", spec.get("prefix").asText()));
    }
    if (kind.equals("fuzzy1")) {
      Term term = new Term("body", terms.get(0).asText());
      return new FuzzyQuery(term, 1, 0, 50, false, MultiTermQuery.CONSTANT_SCORE_BLENDED_REWRITE);
    }
    List<BooleanClause> clauses = new ArrayList<>();
    BooleanClause.Occur occur = kind.startsWith("or") ? BooleanClause.Occur.SHOULD : BooleanClause.Occur.MUST;
    if (!spec.get("phrase").isEmpty()) {
      PhraseQuery.Builder phrase = new PhraseQuery.Builder();
      spec.get("phrase").forEach(word -> phrase.add(new Term("body", word.asText())));
      clauses.add(new BooleanClause(phrase.build(), occur));
    }
    terms.forEach(word -> clauses.add(new BooleanClause(new TermQuery(new Term("body", word.asText())), occur)));
    if (!spec.get("days").isNull()) {
      int low = spec.get("days").get(0).asInt();
      int high = spec.get("days").get(1).asInt();
      Query points = IntPoint.newRangeQuery("day", low, high);
      Query values = NumericDocValuesField.newSlowRangeQuery("day", low, high);
      clauses.add(new BooleanClause(new IndexOrDocValuesQuery(points, values), BooleanClause.Occur.FILTER));
    }
    if (!spec.get("place").asText().isEmpty()) {
      Query place = new TermQuery(new Term("place", spec.get("place").asText()));
      clauses.add(new BooleanClause(place, BooleanClause.Occur.FILTER));
    }
    // A query of one clause is rewritten to that clause.
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    clauses.forEach(all::add);
    return all.build();
  }
}
