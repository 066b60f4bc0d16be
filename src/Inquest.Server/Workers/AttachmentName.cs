namespace Inquest.Server.Workers;

/// <summary>The name that an attachment is shown and downloaded under; it is never a path on this machine.</summary>
static class AttachmentName
{
    /// <summary>The last part of whatever the client wrote, without control characters; never empty.</summary>
    public static string Clean(string? name)
    {
        var text = name ?? "";
        text = text[(text.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        text = string.Concat(text.Where(letter => !char.IsControl(letter))).Trim().TrimStart('.');
        text = text.Length > WorkerLimits.AttachmentNameMax ? text[^WorkerLimits.AttachmentNameMax..] : text;
        return text.Length > 0 ? text : "attachment";
    }
}
