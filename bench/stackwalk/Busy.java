import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/** Keeps eight threads busy until it is killed; prints its process id when it is under way. */
public class Busy {
    static volatile long sink;

    public static void main(String[] arguments) throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            pool.submit(() -> {
                Map<Integer, String> map = new HashMap<>();
                while (true) {
                    for (int k = 0; k < 1000; k++) {
                        map.put(k, "v" + k);
                    }
                    sink += map.size();
                    Thread.sleep(1);
                }
            });
        }
        Thread.sleep(2000);
        System.out.println(ProcessHandle.current().pid());
        Thread.sleep(300_000);
        System.exit(0);
    }
}
