namespace Inquest.Cli.SymbolFiles;

/// <summary>One line on a terminal with rate and rest; nothing when standard error goes elsewhere.</summary>
sealed class UploadProgress(long bytesTotal)
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    readonly long _started = TimeProvider.System.GetTimestamp();
    readonly Lock _lock = new();
    readonly bool _isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
    long _sent;
    long _shown;

    public void Add(long bytes)
    {
        lock (_lock)
        {
            _sent += bytes;
            if (!_isTerminal || TimeProvider.System.GetElapsedTime(_shown) < Every)
            {
                return;
            }

            _shown = TimeProvider.System.GetTimestamp();
            var rate = _sent / Math.Max(0.001, TimeProvider.System.GetElapsedTime(_started).TotalSeconds);
            var rest = TimeSpan.FromSeconds(Math.Max(0, bytesTotal - _sent) / Math.Max(1, rate));
            Console.Error.Write($"\r\u001b[K{Sizes.Text(_sent)} of {Sizes.Text(bytesTotal)}, {Sizes.Text((long)rate)}/s, {rest:mm\\:ss} left");
        }
    }

    public void Clear()
    {
        if (_isTerminal)
        {
            Console.Error.Write("\r\u001b[K");
        }
    }
}
