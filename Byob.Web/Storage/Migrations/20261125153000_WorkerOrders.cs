using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Byob.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class WorkerOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "BytesCounted",
                table: "Workers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ChunksAccepted",
                table: "Workers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ChunksFailed",
                table: "Workers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "OrderBy",
                table: "Workers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OrderKind",
                table: "Workers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OrderUntil",
                table: "Workers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "WorkerEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    WorkerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Sentence = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WorkerEvents", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_WorkerEvents_WorkerId",
                table: "WorkerEvents",
                column: "WorkerId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "WorkerEvents");

            migrationBuilder.DropColumn(
                name: "BytesCounted",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "ChunksAccepted",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "ChunksFailed",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "OrderBy",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "OrderKind",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "OrderUntil",
                table: "Workers");
        }
    }
}
