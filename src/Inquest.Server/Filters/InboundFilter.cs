using System.IO.Enumeration;
using System.Net;
using Inquest.Protocol.Outcomes;
using Inquest.Reports;

namespace Inquest.Server.Filters;

/// <summary>A project's <see cref="FilterRules"/>, ready to be asked.</summary>
public sealed class InboundFilter
{
    readonly FilterRules _rules;
    readonly IPNetwork[] _networks;

    public InboundFilter(FilterRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules;
        _networks = [.. rules.Addresses.Select(ParseNetwork).OfType<IPNetwork>()];
    }

    /// <summary>Why a request is not wanted, before its body is read; null when it may be.</summary>
    /// <param name="address">Of the sender, as text.</param>
    public string? ReasonOfSender(string? address, string? userAgent)
    {
        if (_networks.Length > 0 && IPAddress.TryParse(address, out var peer))
        {
            foreach (var network in _networks)
            {
                if (network.Contains(peer))
                {
                    return OutcomeReason.SenderAddress;
                }
            }
        }

        return userAgent is { Length: > 0 } && Matches(_rules.UserAgents, userAgent) ? OutcomeReason.SenderAgent : null;
    }

    /// <summary>Why a report is not wanted; null when it is.</summary>
    /// <param name="title">As its issue would be called.</param>
    public string? ReasonOf(Report report, string title)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Release is { Length: > 0 } release && Matches(_rules.Releases, release))
        {
            return OutcomeReason.FilteredRelease;
        }

        return Matches(_rules.Errors, title) || (report.Message is { Length: > 0 } message && Matches(_rules.Errors, message)) ? OutcomeReason.FilteredError : null;
    }

    /// <summary>A network, or an address alone; null when the text is neither.</summary>
    public static IPNetwork? ParseNetwork(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }

    static bool Matches(IReadOnlyList<string> patterns, string text)
    {
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, text))
            {
                return true;
            }
        }

        return false;
    }
}
