using System.Text.Json;
using Inquest.Client.Spool;

namespace Inquest.Client.Runs;

/// <summary>One run and its file, which says how it ended even when nobody could say so any more.</summary>
/// <remarks>
/// <c>runs/ID.json</c> is written at the start, at the first error and at the end; <c>runs/ID.lock</c> is held as long as the process
/// lives, so that the next start knows the dead ones. A file whose disk is full is given up: the report matters more than the count.
/// </remarks>
sealed class Run : IDisposable
{
    readonly string _path;
    readonly SpoolClaim _claim;
    readonly Lock _gate = new();
    RunState _state;

    Run(string path, SpoolClaim claim, RunState state) => (_path, _claim, _state) = (path, claim, state);

    public RunState State => Volatile.Read(ref _state);

    /// <summary>There is something about its session that no server knows.</summary>
    public bool IsUntold => State is { SessionStarted: not null, Told: false };

    /// <returns>Null when the folder cannot be written.</returns>
    public static Run? TryStart(string folder, RunState state)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Open(Path.Combine(folder, state.Id + ".json"), state);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Runs whose processes are gone, oldest first.</summary>
    public static List<Run> TakeDead(string folder, int limit)
    {
        var dead = new List<Run>();
        if (!Directory.Exists(folder))
        {
            return dead;
        }

        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.json").OrderBy(file => file.LastWriteTimeUtc))
        {
            if (dead.Count >= limit)
            {
                // Counts of a program that has crashed at every start for weeks: the newest runs are the telling ones.
                dead[0].Forget();
                dead.RemoveAt(0);
            }

            if (SpoolClaim.TryTake(Path.ChangeExtension(file.FullName, ".lock")) is { } claim)
            {
                if (Read(file.FullName) is { } state)
                {
                    dead.Add(new Run(file.FullName, claim, state));
                }
                else
                {
                    file.Delete();
                    claim.Dispose();
                }
            }
        }

        return dead;
    }

    /// <summary>Changes the state and writes it.</summary>
    public void Update(Func<RunState, RunState> change)
    {
        lock (_gate)
        {
            var next = change(_state);
            if (next != _state)
            {
                Store(next with { Told = false, Sequence = _state.Sequence + 1 });
            }
        }
    }

    /// <summary>A server has this state. Another that came meanwhile stays to be told.</summary>
    public void Tell(RunState told)
    {
        lock (_gate)
        {
            Store(_state with { InitTold = true, Told = _state.Sequence == told.Sequence });
        }
    }

    public void KeepDrops(IReadOnlyList<Sampling.DropCount> drops)
    {
        lock (_gate)
        {
            Store(_state with { Drops = drops });
        }
    }

    /// <summary>All is told: the file goes.</summary>
    public void Forget()
    {
        try
        {
            File.Delete(_path);
            _claim.Dispose();
            File.Delete(Path.ChangeExtension(_path, ".lock"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is told again, and the server knows the session by its id.
        }
    }

    public void Dispose() => _claim.Dispose();

    static Run? Open(string path, RunState state)
    {
        if (SpoolClaim.TryTake(Path.ChangeExtension(path, ".lock")) is not { } claim)
        {
            return null;
        }

        var run = new Run(path, claim, state);
        run.Store(state);
        return run;
    }

    void Store(RunState state)
    {
        Volatile.Write(ref _state, state);
        try
        {
            SpoolFolder.WriteDurably(_path, JsonSerializer.SerializeToUtf8Bytes(state, RunJson.Default.RunState));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // See the type's remarks.
        }
    }

    static RunState? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.RunState);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
