namespace Inquest.Web.Text;

/// <summary>Shortens text and shows that it did.</summary>
public static class Cut
{
    /// <summary>At most <paramref name="length"/> characters, the last of them an ellipsis when something was lost.</summary>
    public static string To(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        // Half of a surrogate pair would be drawn as a replacement character.
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>The part after the last slash or backslash.</summary>
    public static string FileName(string path)
    {
        var slash = path.AsSpan().LastIndexOfAny('/', '\\');
        return slash < 0 || slash == path.Length - 1 ? path : path[(slash + 1)..];
    }

    /// <summary>File and parent folder: enough to tell two <c>main.cpp</c> apart.</summary>
    public static string ShortPath(string path)
    {
        var slash = path.AsSpan().LastIndexOfAny('/', '\\');
        if (slash <= 0)
        {
            return path;
        }

        var parent = path.AsSpan(0, slash).LastIndexOfAny('/', '\\');
        return parent < 0 ? path : path[(parent + 1)..];
    }
}
