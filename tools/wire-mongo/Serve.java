import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.List;

/** Serves MongoDB's wire protocol on 127.0.0.1: java -cp 'lib/*' Serve.java PORT [FILE]. Port 0 takes a free one. */
public final class Serve {
    /** The versions that come with the server stop at wire version 8; the mongodb driver asks for 9 at least. */
    private static final MongoVersion VERSION = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(6, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 17;
        }
    };

    public static void main(String[] arguments) {
        var backend = arguments.length > 1 ? new H2Backend(arguments[1]) : H2Backend.inMemory();
        backend.version(VERSION);
        var server = new MongoServer(backend);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        try {
            server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
        } catch (Exception problem) {
            // Its threads would keep the process alive.
            System.err.println("The wire server cannot listen on port " + arguments[0] + ": " + problem.getMessage() + ".");
            System.exit(1);
        }
        System.out.println("ready mongodb://127.0.0.1:" + server.getLocalAddress().getPort());
    }
}
