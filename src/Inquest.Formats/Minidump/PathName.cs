namespace Inquest.Formats.Minidump;

/// <summary>Paths of other machines: Windows paths are read on Linux and the other way round.</summary>
static class PathName
{
    public static string Last(string path)
    {
        var slash = path.AsSpan().LastIndexOfAny('/', '\\');
        return slash < 0 ? path : path[(slash + 1)..];
    }
}
