using Inquest.Protocol.Outcomes;

namespace Inquest.Protocol.Forms;

/// <summary>Status code, outcome reason and one line for people of each <see cref="FormError"/>.</summary>
public static class FormErrorText
{
    public static int HttpStatus(this FormError error) => error switch
    {
        FormError.None => 200,
        FormError.TooLarge => 413,
        _ => 400,
    };

    public static string Reason(this FormError error) => error switch
    {
        FormError.Empty => OutcomeReason.NoData,
        FormError.MissingMinidump => OutcomeReason.MissingMinidump,
        FormError.InvalidMinidump => OutcomeReason.InvalidMinidump,
        FormError.TooLarge => OutcomeReason.TooLarge("minidump"),
        FormError.InvalidCompression => OutcomeReason.InvalidCompression,
        FormError.InvalidContainer => OutcomeReason.ProcessUnreal,
        _ => OutcomeReason.InvalidMultipart,
    };

    public static string Detail(this FormError error) => error switch
    {
        FormError.None => "accepted",
        FormError.Empty => "the request has no body",
        FormError.NoBoundary => "the body is neither a minidump nor a multipart form",
        FormError.TooManyParts => "the form has too many parts",
        FormError.MissingMinidump => "the form has no upload_file_minidump part",
        FormError.InvalidMinidump => "the uploaded file is no minidump",
        FormError.TooLarge => "the minidump is larger than this server takes",
        FormError.InvalidCompression => "the packed minidump is damaged",
        FormError.MixedAnnotations => "annotations come both as fields and as the JSON part",
        FormError.BadExtra => "the JSON part is no object",
        FormError.InvalidContainer => "the body is no Unreal crash report",
        _ => "the form cannot be read",
    };
}
