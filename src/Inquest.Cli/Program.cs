using Inquest.Cli;

return await CommandTree.RunAsync(args).ConfigureAwait(false);
