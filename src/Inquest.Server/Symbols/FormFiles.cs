using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Inquest.Server.Symbols;

/// <summary>The parts of a form, one after the other as they arrive: symbol files are too large to be held.</summary>
static class FormFiles
{
    /// <summary>Calls back for each part.</summary>
    /// <returns>False when the body is no form, or a broken one.</returns>
    public static async Task<bool> ReadAsync(
        HttpRequest request, Func<string, string?, Stream, Task> part, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            return false;
        }

        try
        {
            var reader = new MultipartReader(boundary.Value!, request.Body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                {
                    var file = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
                    await part(HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", file.HasValue ? file.Value : null, section.Body);
                }
            }

            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return false;
        }
    }

    /// <summary>A text field, cut at its bound.</summary>
    public static async Task<string> TextAsync(Stream content, SymbolUploadLimits limits, CancellationToken cancellationToken)
    {
        var buffer = new byte[limits.FormFieldBytesMax];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
