using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Byob.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class JobTerms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Priority",
                table: "Jobs",
                type: "TEXT",
                nullable: false,
                defaultValue: "Normal");

            migrationBuilder.AddColumn<string>(
                name: "Verification",
                table: "Jobs",
                type: "TEXT",
                nullable: false,
                defaultValue: "Off");

            migrationBuilder.AddColumn<int>(
                name: "VerificationPercent",
                table: "Jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "WorkerCap",
                table: "Jobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Check",
                table: "DoneChunks",
                type: "TEXT",
                nullable: false,
                defaultValue: "None");

            migrationBuilder.AddColumn<Guid>(
                name: "VerifiedById",
                table: "DoneChunks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "VerifiedByName",
                table: "DoneChunks",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Verification",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "VerificationPercent",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "WorkerCap",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Check",
                table: "DoneChunks");

            migrationBuilder.DropColumn(
                name: "VerifiedById",
                table: "DoneChunks");

            migrationBuilder.DropColumn(
                name: "VerifiedByName",
                table: "DoneChunks");
        }
    }
}
