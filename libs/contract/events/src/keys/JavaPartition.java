import java.io.BufferedReader;
import java.io.InputStreamReader;

/** Test oracle: reads "hex of UTF-16 units" a line, prints "hashCode floorMod8" a line. */
public class JavaPartition {
  public static void main(String[] args) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in));
    var out = new StringBuilder();
    for (String line; (line = in.readLine()) != null; ) {
      var text = new StringBuilder();
      for (int i = 0; i + 4 <= line.length(); i += 4) text.append((char) Integer.parseInt(line.substring(i, i + 4), 16));
      int hash = text.toString().hashCode();
      out.append(hash).append(' ').append(Math.floorMod(hash, 8)).append('\n');
    }
    System.out.print(out);
  }
}
