using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Byob.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Reputations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Strikes",
                table: "Workers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "FailuresInARow",
                table: "Workers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "GoodChecks",
                table: "Workers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "SetAside",
                table: "Workers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "CountedBytes",
                table: "ChunkFailures",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "TroubleStart",
                table: "Jobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "TroubleEnd",
                table: "Jobs",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Strikes",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "FailuresInARow",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "GoodChecks",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "SetAside",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "CountedBytes",
                table: "ChunkFailures");

            migrationBuilder.DropColumn(
                name: "TroubleStart",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "TroubleEnd",
                table: "Jobs");
        }
    }
}
