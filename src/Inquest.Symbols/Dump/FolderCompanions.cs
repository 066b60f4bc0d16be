using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Symbols.Dump;

/// <summary>Finds companion files where the producer left them and beside the binary, as gdb does. For files of the user's own machine.</summary>
public sealed class FolderCompanions(string binaryPath, string? debugPath = null) : ICompanionFiles, IDisposable
{
    readonly Lock _gate = new();
    readonly List<FileBytes> _open = [];

    public FileBytes? Open(CompanionKind kind, string name, string folder, ReadOnlySpan<byte> id)
    {
        foreach (var candidate in Candidates(kind, name, folder, Convert.ToHexStringLower(id)))
        {
            if (!File.Exists(candidate) || MappedFileBytes.TryOpen(candidate, out _) is not { } bytes)
            {
                continue;
            }

            if (!id.IsEmpty && !HasId(bytes, id))
            {
                bytes.Dispose();
                continue;
            }

            lock (_gate)
            {
                _open.Add(bytes);
            }

            return bytes;
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var file in _open)
        {
            file.Dispose();
        }

        _open.Clear();
    }

    static bool HasId(FileBytes bytes, ReadOnlySpan<byte> id) =>
        ElfFile.TryOpen(bytes, ElfLimits.Default, out var elf) == ElfError.None && ElfBuildId.FromNotes(elf!).Span.SequenceEqual(id);

    IEnumerable<string> Candidates(CompanionKind kind, string name, string folder, string id)
    {
        foreach (var origin in Origins())
        {
            var place = Path.GetDirectoryName(origin) ?? "/";
            switch (kind)
            {
                case CompanionKind.SplitPackage:
                    yield return origin + ".dwp";
                    break;
                case CompanionKind.SplitUnit:
                    // Beside the binary first: what was built elsewhere has other people's paths in it.
                    yield return Path.Combine(place, Path.GetFileName(name));
                    yield return Path.Combine(place, name);
                    yield return Path.Combine(folder, name);
                    break;
                default:
                    yield return Path.Combine(place, name);
                    yield return Path.Combine(place, Path.GetFileName(name));
                    yield return Path.Combine(place, ".dwz", Path.GetFileName(name));
                    if (id.Length > 2)
                    {
                        yield return Path.Combine("/usr/lib/debug/.build-id", id[..2], id[2..] + ".debug");
                    }

                    break;
            }
        }
    }

    // A relative link counts from where the debug file really is, which .build-id folders only link to.
    IEnumerable<string> Origins()
    {
        foreach (var path in (string?[])[debugPath, binaryPath])
        {
            if (path is not null)
            {
                var full = Path.GetFullPath(path);
                yield return full;
                if (new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName is { } target)
                {
                    yield return target;
                }
            }
        }
    }
}
