namespace Inquest.Client.AspNetCore;

/// <summary>What of a request goes with its reports.</summary>
public sealed class InquestWebOptions
{
    /// <summary>
    /// The user's id and name, the client's address, the query and the headers, but never <c>Authorization</c>, <c>Cookie</c> and their
    /// like. Without it: method, path, route, status, and a few headers that say nothing about anybody.
    /// </summary>
    public bool SendPersonalData { get; set; }
}
