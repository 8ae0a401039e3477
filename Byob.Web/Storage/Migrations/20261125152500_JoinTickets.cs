using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Byob.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class JoinTickets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "JoinTickets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MemberId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PasswordStamp = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UsesLeft = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JoinTickets", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_JoinTickets_Hash",
                table: "JoinTickets",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JoinTickets_MemberId",
                table: "JoinTickets",
                column: "MemberId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "JoinTickets");
        }
    }
}
