global using CsCheck;
global using System.Text;
