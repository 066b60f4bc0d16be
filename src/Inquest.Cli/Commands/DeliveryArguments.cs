using System.CommandLine;
using System.Globalization;
using Inquest.Client;
using Inquest.Client.Delivery;

namespace Inquest.Cli.Commands;

/// <summary>Options of commands that send reports: way, packing, rate, proxy and trust.</summary>
sealed class DeliveryArguments
{
    readonly Option<DeliveryWay> _way = new("--via")
    {
        Description = "auto, signed-address, minidump or envelope; auto takes signed addresses where the server has them.",
        CustomParser = Word(DeliveryWay.Auto),
        DefaultValueFactory = _ => DeliveryWay.Auto,
    };

    readonly Option<WireCompression> _compression = new("--compress")
    {
        Description = "gzip, zstd or none.",
        CustomParser = Word(WireCompression.Gzip),
        DefaultValueFactory = _ => WireCompression.Gzip,
    };

    readonly Option<long> _rate = new("--limit-rate")
    {
        Description = "Bytes a second to take of the line, with K or M behind for KiB or MiB; no limit when not given.",
        CustomParser = result =>
        {
            if (TryRate(result.Tokens.Count > 0 ? result.Tokens[0].Value : "", out var rate))
            {
                return rate;
            }

            result.AddError("--limit-rate wants a number of bytes a second above 0, such as 500K or 2M.");
            return 0;
        },
    };

    readonly Option<Uri?> _proxy = new("--proxy") { Description = "HTTP proxy, http://[user:password@]host:port; the environment's (HTTPS_PROXY, ALL_PROXY, NO_PROXY) when not given." };
    readonly Option<bool> _noProxy = new("--no-proxy") { Description = "Use no proxy, whatever the environment says." };
    readonly Option<FileInfo?> _authority = new("--ca-file") { Description = "PEM file of certificate authorities to trust beside the system's." };
    readonly Option<bool> _metered = new("--metered") { Description = "The line is paid by its bytes: reports above 64 KiB stay for another time." };

    readonly Option<double> _firstWait = new("--first-wait")
    {
        Description = "Seconds until the first retry; each further one waits up to twice as long, to sixty times this.",
        DefaultValueFactory = _ => 1,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_way, _compression, _rate, _proxy, _noProxy, _authority, _metered, _firstWait])
        {
            command.Options.Add(option);
        }
    }

    public DeliveryOptions Delivery(ParseResult parsed)
    {
        var metered = parsed.GetValue(_metered);
        return new DeliveryOptions
        {
            Way = parsed.GetValue(_way),
            Compression = parsed.GetValue(_compression),
            BytesPerSecond = parsed.GetValue(_rate),
            IsMetered = metered ? () => true : null,
        };
    }

    public ClientLimits Limits(ParseResult parsed)
    {
        var first = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_firstWait), 0.001, 3600));
        return ClientLimits.Default with { FirstBackoff = first, MaxBackoff = first * 60 };
    }

    public HttpOptions Http(ParseResult parsed) => new()
    {
        Proxy = parsed.GetValue(_proxy),
        NoProxy = parsed.GetValue(_noProxy),
        CertificateFile = parsed.GetValue(_authority)?.FullName,
    };

    static bool TryRate(string text, out long rate)
    {
        var factor = text.Length > 0 ? char.ToUpperInvariant(text[^1]) switch { 'K' => 1L << 10, 'M' => 1L << 20, _ => 1L } : 1L;
        var isNumber = long.TryParse(factor > 1 ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out rate);
        rate = isNumber && rate < long.MaxValue / factor ? rate * factor : 0;
        return rate > 0;
    }

    static Func<System.CommandLine.Parsing.ArgumentResult, T> Word<T>(T fallback)
        where T : struct, Enum => result =>
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (Enum.TryParse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) && !char.IsAsciiDigit(text.Length > 0 ? text[0] : '0'))
        {
            return value;
        }

        result.AddError($"'{text}' is none of {string.Join(", ", Enum.GetNames<T>().Select(name => name == nameof(DeliveryWay.SignedAddress) ? "signed-address" : name.ToLowerInvariant()))}.");
        return fallback;
    };
}
