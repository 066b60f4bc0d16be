using System.Globalization;
using System.Text.Json;
using Inquest.Client.Stacks;

namespace Inquest.Client.Events;

/// <summary>Images → <c>debug_meta</c>.</summary>
static class ImagesJson
{
    public static void Write(Utf8JsonWriter json, JsonValues values, ImageTable images)
    {
        if (images.Images.Count == 0)
        {
            return;
        }

        json.WriteStartObject("debug_meta");
        json.WriteStartArray("images");
        foreach (var image in images.Images)
        {
            json.WriteStartObject();
            json.WriteString("type", image.Type);
            values.Text("code_file", image.CodeFile);
            values.Text("code_id", image.CodeId);
            values.Text("debug_file", image.DebugFile);
            values.Text("debug_id", image.DebugId);
            values.Text("debug_checksum", image.Checksum);
            if (image.Mvid is { } mvid)
            {
                json.WriteString("mvid", mvid);
            }

            if (image.Base != 0)
            {
                json.WriteString("image_addr", string.Create(CultureInfo.InvariantCulture, $"0x{image.Base:x}"));
                json.WriteNumber("image_size", image.Size);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
