namespace Inquest.Client.Delivery;

/// <summary>What a server's answer means for a report.</summary>
public enum AnswerKind
{
    /// <summary>The server has it.</summary>
    Taken,

    /// <summary>Not now: the same report is welcome later.</summary>
    Later,

    /// <summary>Never: sending it again would give the same answer.</summary>
    Refused,

    /// <summary>This server has no such address: another way may work.</summary>
    Unsupported,

    /// <summary>Counted by the server, which does not want the body; as final as <see cref="Taken"/>.</summary>
    Counted,
}
