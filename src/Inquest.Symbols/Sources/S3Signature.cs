using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Inquest.Symbols.Sources;

/// <summary>Signs GET requests without a body by AWS Signature Version 4, as S3 and its like want it.</summary>
static class S3Signature
{
    const string EmptyBodyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the headers; those that are there already and begin with x-amz- or are Range are signed too.</summary>
    public static void Sign(HttpRequestMessage request, S3Keys keys, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("x-amz-date", time);
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", EmptyBodyHash);
        if (keys.SessionToken is { } session)
        {
            request.Headers.TryAddWithoutValidation("x-amz-security-token", session);
        }

        var address = request.RequestUri!;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = address.IsDefaultPort ? address.Host : address.Authority };
        foreach (var (name, values) in request.Headers)
        {
            var lower = name.ToLowerInvariant();
            if (lower == "range" || lower.StartsWith("x-amz-", StringComparison.Ordinal))
            {
                headers[lower] = string.Join(',', values).Trim();
            }
        }

        var signed = string.Join(';', headers.Keys);
        var canonical = $"GET\n{address.AbsolutePath}\n\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{signed}\n{EmptyBodyHash}";
        var scope = $"{time[..8]}/{keys.Region}/s3/aws4_request";
        var text = $"{Algorithm}\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + keys.SecretKey);
        foreach (var part in (string[])[time[..8], keys.Region, "s3", "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={keys.AccessKey}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }
}
