using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Byob.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class UrlDatasets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Url",
                table: "Datasets",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Validator",
                table: "Datasets",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DatasetUrl",
                table: "Jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DatasetValidator",
                table: "Jobs",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Url",
                table: "Datasets");

            migrationBuilder.DropColumn(
                name: "Validator",
                table: "Datasets");

            migrationBuilder.DropColumn(
                name: "DatasetUrl",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "DatasetValidator",
                table: "Jobs");
        }
    }
}
