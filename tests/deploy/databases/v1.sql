BEGIN TRANSACTION;
CREATE TABLE history (
	id INTEGER NOT NULL, 
	site_id TEXT NOT NULL, 
	routine_id TEXT NOT NULL, 
	ending TEXT NOT NULL, 
	practised_s DOUBLE NOT NULL, 
	ended_at DATETIME NOT NULL, 
	local_date DATE NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "history" VALUES(1,'bedroom','back-release','completed',901.5,'2026-02-26 07:16:00.000000','2026-02-26');
INSERT INTO "history" VALUES(2,'bedroom','back-release','completed',899.0,'2026-02-27 07:16:00.000000','2026-02-27');
INSERT INTO "history" VALUES(3,'study','poise-pause','stopped early',61.0,'2026-02-28 18:03:00.000000','2026-02-28');
CREATE TABLE meta (
	schema_version INTEGER NOT NULL
);
INSERT INTO "meta" VALUES(1);
CREATE TABLE preferences (
	site_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	PRIMARY KEY (site_id, "key")
);
INSERT INTO "preferences" VALUES('bedroom','guidance:back-release','brief','2026-02-27 07:16:00.000000');
INSERT INTO "preferences" VALUES('study','volume','0.6','2026-02-28 18:03:00.000000');
COMMIT;
