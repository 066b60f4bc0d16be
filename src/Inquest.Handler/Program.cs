using Inquest.Handler;

// A dying process waits behind --serve: no command line library is started for it.
return args is ["--serve", var database] ? CrashServer.Run(database) : HandlerCommand.Run(args);
