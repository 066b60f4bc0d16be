using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary>A <c>feedback</c> item: an event whose <c>contexts.feedback</c> carries what a user wrote.</summary>
public static class FeedbackReader
{
    /// <param name="associatedEventId">The event that it is about, null when there is none.</param>
    public static EventError Read(
        ReadOnlyMemory<byte> json, EventContext context, ProtocolLimits limits, out Report? report, out string? associatedEventId)
    {
        (report, associatedEventId) = (null, null);
        var error = SdkEventReader.Read(json, context, limits, out var sdkEvent);
        if (error != EventError.None)
        {
            return error;
        }

        var feedback = sdkEvent!.Report.Contexts?.Get("feedback"u8) ?? default;
        associatedEventId = EventId.Normalise(feedback.Get("associated_event_id"u8).Text(64));
        var user = sdkEvent.Report.User;
        report = sdkEvent.Report with
        {
            Kind = "feedback",
            Level = "info",
            IsCrash = false,
            Message = feedback.Get("message"u8).Text(limits.MaxMessageLength) ?? sdkEvent.Report.Message,
            User = new ReportUser(
                user?.Id, feedback.Get("contact_email"u8).Text(200) ?? user?.Email, user?.Username,
                feedback.Get("name"u8).Text(200) ?? user?.Name, user?.IpAddress),
        };
        return EventError.None;
    }
}
