using System.Text;

namespace Inquest.Server.Pages;

/// <summary>303 to a path of this server.</summary>
sealed class SeeOtherResult(string path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Ascii(path);
        return Task.CompletedTask;
    }

    // A search with letters beyond ASCII comes back in a form as it stands; a header cannot carry it.
    static string Ascii(string path)
    {
        if (System.Text.Ascii.IsValid(path) && !path.Contains(' ', StringComparison.Ordinal))
        {
            return path;
        }

        var escaped = new StringBuilder(path.Length * 2);
        foreach (var rune in path.EnumerateRunes())
        {
            escaped.Append(rune is { IsAscii: true, Value: not ' ' } ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }

        return escaped.ToString();
    }
}
