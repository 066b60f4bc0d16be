using Inquest.Bench.Ingest;

// Usage:
//   ingest load  URL PATH envelope:3072|envelope:51200|dump:FILE CONNECTIONS SECONDS
//   ingest kill9 INQUEST DATA_FOLDER ROUNDS
//   ingest disk  FOLDER
//   ingest start INQUEST DATA_FOLDER ROUNDS
return args switch
{
    ["load", var url, var path, var body, var connections, var seconds] => await LoadCommand.RunAsync(
        new Uri(url), path, RequestBody.Parse(body), int.Parse(connections), TimeSpan.FromSeconds(int.Parse(seconds))),
    ["kill9", var inquest, var folder, var rounds] => await KillCommand.RunAsync(inquest, folder, int.Parse(rounds)),
    ["start", var inquest, var folder, var rounds] => await StartCommand.RunAsync(inquest, folder, int.Parse(rounds)),
    ["disk", var folder] => DiskCommand.Run(folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: ingest load URL PATH BODY CONNECTIONS SECONDS | ingest kill9|start INQUEST DATA_FOLDER ROUNDS");
    return 2;
}
