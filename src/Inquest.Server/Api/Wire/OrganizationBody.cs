namespace Inquest.Server.Api.Wire;

sealed record OrganizationBody(long Id, string Slug);
