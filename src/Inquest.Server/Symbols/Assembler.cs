using System.Collections.Concurrent;
using Inquest.Storage.Symbols;

namespace Inquest.Server.Symbols;

/// <summary>Puts pieces together to files, in the background, and remembers for a while what became of each.</summary>
/// <remarks>State is only in memory: after a restart a client's next question starts the work again, since the pieces are on disk.</remarks>
sealed partial class Assembler(
    ChunkStore chunks, SymbolIntake intake, SymbolCatalog catalog, SymbolVault vault, SymbolUploadLimits limits, TimeProvider time,
    ILogger<Assembler> logger) : IDisposable
{
    readonly ConcurrentDictionary<(long Project, string Hash), Work> _works = new();
    readonly SemaphoreSlim _atOnce = new(limits.AssembliesAtOnce);
    readonly CancellationTokenSource _stopping = new();

    sealed record Work(Task<IReadOnlyList<SymbolUpload>> Task, DateTimeOffset At);

    /// <summary>The state of a file, after starting on it when all of its pieces are here.</summary>
    public async Task<AssemblyAnswer> AskAsync(AssemblyRequest request, SymbolOwner owner)
    {
        Forget();
        var key = (owner.ProjectId, request.Hash);
        if (_works.TryGetValue(key, out var work) && (!work.Task.IsCompleted || request.Chunks.Count == 0 || !IsRefused(work.Task)))
        {
            return await AnswerAsync(work.Task, owner, request);
        }

        if (catalog.Adopt(Convert.FromHexString(request.Hash), owner with { Release = request.Release ?? owner.Release }, BaseName(request.Name)) is { } known)
        {
            return new AssemblyAnswer(AssemblyState.Done, [], [], known);
        }

        var missing = request.Chunks.Where(hash => !chunks.Has(owner.OrganizationId, hash)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0 || request.Chunks.Count == 0)
        {
            return new AssemblyAnswer(AssemblyState.NotFound, missing, [], []);
        }

        work = _works.AddOrUpdate(
            key,
            _ => new Work(Task.Run(() => AssembleAsync(request, owner)), time.GetUtcNow()),
            (_, old) => old.Task.IsCompleted ? new Work(Task.Run(() => AssembleAsync(request, owner)), time.GetUtcNow()) : old);
        return await AnswerAsync(work.Task, owner, request);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _atOnce.Dispose();
    }

    async Task<AssemblyAnswer> AnswerAsync(Task<IReadOnlyList<SymbolUpload>> task, SymbolOwner owner, AssemblyRequest request)
    {
        await Task.WhenAny(task, Task.Delay(limits.AssemblyPatience, time, _stopping.Token));
        if (!task.IsCompletedSuccessfully)
        {
            return new AssemblyAnswer(AssemblyState.Assembling, [], [], []);
        }

        var uploads = await task;
        // An archive counts as taken when anything in it was. What became of it is told once; from then on the store has it.
        var isDone = uploads.Any(upload => upload.Error == SymbolUploadError.None);
        if (isDone)
        {
            _works.TryRemove((owner.ProjectId, request.Hash), out _);
        }

        var known = isDone ? catalog.ByHash(Convert.FromHexString(request.Hash), new SymbolAudience(owner.OrganizationId)) : [];
        return new AssemblyAnswer(isDone ? AssemblyState.Done : AssemblyState.Refused, [], uploads, known);
    }

    async Task<IReadOnlyList<SymbolUpload>> AssembleAsync(AssemblyRequest request, SymbolOwner owner)
    {
        await _atOnce.WaitAsync(_stopping.Token);
        try
        {
            await using var content = chunks.Open(owner.OrganizationId, request.Chunks);
            if (content is null)
            {
                return [SymbolUpload.Refused(request.Name, SymbolUploadError.InvalidCompression)];
            }

            var hash = Convert.FromHexString(request.Hash);
            var uploads = await TakeAsync(content, request, hash, owner);
            if (uploads.Any(upload => upload.Error == SymbolUploadError.None))
            {
                chunks.Remove(owner.OrganizationId, request.Chunks);
            }

            return uploads;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Inquest.Storage.StorageException)
        {
            LogFailed(e, request.Name);
            // Forgotten at once: the next question tries again.
            _works.TryRemove((owner.ProjectId, request.Hash), out _);
            throw;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    async Task<IReadOnlyList<SymbolUpload>> TakeAsync(Stream content, AssemblyRequest request, byte[] hash, SymbolOwner owner)
    {
        // The hash names the file as it was cut into pieces, whether it is packed or not.
        var (error, file) = await ReceivedFile.TakeAsync(content, vault.NewPath(), limits, limits.FileBytesMax, _stopping.Token, unpacks: false);
        using (file)
        {
            if (file is null)
            {
                return [SymbolUpload.Refused(request.Name, error)];
            }

            var from = owner with { Release = request.Release ?? owner.Release };
            return await intake.TakeAsync(file, request.Name, from, new SymbolClaim(request.DebugId, hash), _stopping.Token);
        }
    }

    void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (key, work) in _works)
        {
            if (work.Task.IsCompleted && now - work.At > limits.AssemblyMemory)
            {
                _works.TryRemove(key, out _);
            }
        }
    }

    static bool IsRefused(Task<IReadOnlyList<SymbolUpload>> task) =>
        !task.IsCompletedSuccessfully || task.Result.All(upload => upload.Error != SymbolUploadError.None);

    static string BaseName(string name) => name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    [LoggerMessage(2211, LogLevel.Error, "The pieces of {Name} could not be put together.")]
    partial void LogFailed(Exception error, string name);
}
