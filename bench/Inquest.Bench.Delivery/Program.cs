using System.Globalization;
using Inquest.Bench.Delivery;
using Inquest.EndToEnd.Delivery;

// Usage:
//   delivery faults INQUEST CRASHES SENDERS SEED     through a bad network, senders killed at random
//   delivery signed URL KEY CONNECTIONS SECONDS      requests a second of /api/crash/signed-url
switch (args)
{
    case ["faults", var inquest, var crashes, var senders, var seed]:
        var folder = Directory.CreateTempSubdirectory("inquest-faults-").FullName;
        try
        {
            string[] command = inquest.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", inquest] : [inquest];
            var options = new FaultRunOptions(command, Number(crashes), Folders: 5, Number(senders), Number(seed));
            var result = await new FaultRun(options).RunAsync(folder, CancellationToken.None);
            Console.WriteLine(
                $"crashes={result.Crashes} events={result.Events} counted={result.Counted} missing={result.Missing} waiting={result.Waiting} strangers={result.Strangers} launches={result.Launches} kills={result.Kills}");
            Console.WriteLine(string.Join(' ', result.Faults.OrderBy(fault => fault.Key).Select(fault => $"{fault.Key}={fault.Value}")));
            return result.Events == result.Crashes && result.Counted == result.Crashes && result.Missing == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

    case ["signed", var url, var key, var connections, var seconds]:
        return await SignedLoad.RunAsync(new Uri(url), key, Number(connections), TimeSpan.FromSeconds(Number(seconds)));
    default:
        Console.Error.WriteLine("usage: delivery faults INQUEST CRASHES SENDERS SEED | delivery signed URL KEY CONNECTIONS SECONDS");
        return 2;
}

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
