using Inquest.Protocol.Json;

namespace Inquest.Protocol.Forms;

/// <summary>
/// The item <c>form_data</c>: fields of a crash handler's form beside the dump in an envelope, as a list of
/// <c>[name, value]</c> pairs or as an object.
/// </summary>
public static class FormDataItem
{
    /// <summary>The fields as those of an uploaded form; null when the item is neither.</summary>
    public static MinidumpForm? Read(ReadOnlyMemory<byte> json, ProtocolLimits limits)
    {
        using var document = LenientJson.Parse(json, limits);
        if (document is null || !(document.RootElement.IsArray() || document.RootElement.IsObject()))
        {
            return null;
        }

        var draft = new FormDraft(limits);
        if (document.RootElement.IsObject())
        {
            foreach (var field in document.RootElement.EnumerateObject().Take(limits.MaxFormParts))
            {
                draft.AddField(field.Name, field.Value.Text(limits.MaxFormFieldBytes) ?? "");
            }

            return draft.ToForm();
        }

        foreach (var pair in document.RootElement.EnumerateArray().Take(limits.MaxFormParts))
        {
            if (pair.IsArray() && pair.GetArrayLength() == 2 && pair[0].Text(limits.MaxNameLength) is { } name)
            {
                draft.AddField(name, pair[1].Text(limits.MaxFormFieldBytes) ?? "");
            }
        }

        return draft.ToForm();
    }
}
