using System.Collections.Concurrent;
using Inquest.Formats.Pdb;

namespace Inquest.Symbols.Dump;

/// <summary>The functions that were inlined anywhere, numbered as they are met. Threads that read modules share it.</summary>
sealed class PdbInlinees
{
    readonly ConcurrentDictionary<PdbInlineeKey, int> _numbers = new();
    int _next = -1;

    public int Number(PdbInlineeKey key) => _numbers.GetOrAdd(key, _ => Interlocked.Increment(ref _next));

    /// <summary>A name for each number; several numbers may have one name.</summary>
    /// <param name="exports">The id for all modules of what a module, named in lower case, exports.</param>
    public string[] Names(PdbNames names, Func<uint, uint, uint?> exports)
    {
        var texts = new string[_next + 1];
        foreach (var (key, number) in _numbers)
        {
            var id = key.Module is { } module ? exports(module, key.Id) : key.Id;
            var name = id is { } found ? names.Inlinee(found) : "";
            texts[number] = name.Length == 0 ? "<unknown inlined function>" : name;
        }

        // A race can skip a number.
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] ??= "";
        }

        return texts;
    }
}
