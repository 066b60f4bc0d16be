using System.Text.Json;

namespace Inquest.Processing;

/// <summary>Who signed which module, from Mozilla's <c>ModuleSignatureInfo</c> annotation.</summary>
/// <remarks>
/// A JSON object of signer → list of file names: <c>{"Mozilla Corporation": ["firefox.exe"]}</c>. Firefox sends it as text; older
/// versions sent the object itself.
/// </remarks>
static class Certificates
{
    // Signers and files nest once; deeper is not what Firefox sends.
    static readonly JsonDocumentOptions Options = new() { MaxDepth = 4 };

    public static IReadOnlyDictionary<string, string> Read(IReadOnlyDictionary<string, string> annotations)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!annotations.TryGetValue("ModuleSignatureInfo", out var json))
        {
            return result;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var signer in document.RootElement.EnumerateObject())
                {
                    Add(result, signer);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter from lone surrogates
        {
            // The annotation itself stays visible; without it modules merely have no signer.
        }

        return result;
    }

    static void Add(Dictionary<string, string> result, JsonProperty signer)
    {
        if (signer.Value.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var file in signer.Value.EnumerateArray())
        {
            if (file.ValueKind == JsonValueKind.String)
            {
                result.TryAdd(file.GetString()!, signer.Name);
            }
        }
    }
}
