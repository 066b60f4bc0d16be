using System.Globalization;
using System.Text;
using Inquest.Client.Spool;

namespace Inquest.Client.Consent;

/// <summary>What the person of this machine has said, in <c>consent.txt</c> of the reports' folder, shared by every process of the app.</summary>
/// <remarks><c>given 1731000000000 3 told</c>: the state, when (Unix milliseconds), the version of the text that was shown, and whether the server knows.</remarks>
public sealed class ConsentFile
{
    readonly SpoolFolder _spool;
    readonly TimeProvider _time;
    readonly string _path;

    /// <param name="spool">Whose reports it is about.</param>
    /// <param name="time">The system's clock when null.</param>
    public ConsentFile(SpoolFolder spool, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(spool);
        (_spool, _time, _path) = (spool, time ?? TimeProvider.System, Path.Combine(spool.Root, "consent.txt"));
    }

    /// <summary>A file that is damaged is an unknown answer: nothing is sent on it.</summary>
    public ConsentState State => Read().State;

    /// <summary>When the state was chosen; null while it is unknown.</summary>
    public DateTimeOffset? ChangedAt => Read() is { State: not ConsentState.Unknown } entry ? entry.At : null;

    /// <summary>The version of the text that was agreed to.</summary>
    public int TextVersion => Read().TextVersion;

    /// <summary>The server does not know yet.</summary>
    public bool IsUntold => Read() is { State: not ConsentState.Unknown, IsTold: false };

    /// <summary>Keeps an answer. A revocation deletes every report that waits before it returns.</summary>
    /// <param name="state">Given or revoked.</param>
    /// <param name="textVersion">Which text was shown.</param>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public void Set(ConsentState state, int textVersion = 1)
    {
        Write(new Entry(state, _time.GetUtcNow(), textVersion, IsTold: false));
        if (state == ConsentState.Revoked)
        {
            _spool.Erase();
        }
    }

    /// <summary>The account decided elsewhere and later than here.</summary>
    public void Adopt(ConsentState state, DateTimeOffset at, int textVersion)
    {
        if (Read().At >= at)
        {
            return;
        }

        Write(new Entry(state, at, textVersion, IsTold: true));
        if (state == ConsentState.Revoked)
        {
            _spool.Erase();
        }
    }

    internal void Told() => Write(Read() with { IsTold = true });

    Entry Read()
    {
        try
        {
            return File.ReadAllText(_path).Trim().Split(' ') is [var state, var at, var version, .. var rest]
                && Enum.TryParse<ConsentState>(state, ignoreCase: true, out var known) && known is ConsentState.Given or ConsentState.Revoked
                && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time < 253_402_300_799_999
                && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var text)
                ? new Entry(known, DateTimeOffset.FromUnixTimeMilliseconds(time), text, rest is ["told"])
                : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    void Write(Entry entry) => SpoolFolder.WriteDurably(_path, Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.State.ToString().ToLowerInvariant()} {entry.At.ToUnixTimeMilliseconds()} {entry.TextVersion}{(entry.IsTold ? " told" : "")}\n")));

    readonly record struct Entry(ConsentState State, DateTimeOffset At, int TextVersion, bool IsTold);
}
