namespace Inquest.Server.Api.Wire;

sealed record NewProject(string? Name, string? Platform);
