using System.Collections.Concurrent;
using Inquest.Storage.Consent;

namespace Inquest.Server.Consent;

/// <summary>Who said no, in memory: every report is held against it.</summary>
public sealed class ConsentDirectory
{
    readonly ConcurrentDictionary<(long Project, long User), byte> _revoked = new();
    readonly ConsentStore _store;

    public ConsentDirectory(ConsentStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        foreach (var (project, hash) in store.Revoked())
        {
            _revoked[(project, Number(hash))] = 0;
        }
    }

    public bool IsRevoked(long projectId, long? user) => user is { } number && !_revoked.IsEmpty && _revoked.ContainsKey((projectId, number));

    /// <summary>Keeps a choice; it holds from here on.</summary>
    public void Add(ConsentChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _store.Add(change);
        if (_store.Of(change.ProjectId, change.UserHash) is [{ State: ConsentChange.Revoked }, ..])
        {
            _revoked[(change.ProjectId, Number(change.UserHash))] = 0;
        }
        else
        {
            _revoked.TryRemove((change.ProjectId, Number(change.UserHash)), out _);
        }
    }

    static long Number(byte[] hash) => System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(hash);
}
