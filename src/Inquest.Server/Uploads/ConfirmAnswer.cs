namespace Inquest.Server.Uploads;

/// <summary>The upload is durable and will be processed.</summary>
sealed record ConfirmAnswer(string CrashId, string Status);
