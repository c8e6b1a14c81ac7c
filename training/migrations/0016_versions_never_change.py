"""A ready version and its rows cannot be changed; rows go away with their version."""

from django.db import migrations

FORWARD = """
ALTER TABLE training_sample ADD CONSTRAINT samples_belong_to_a_version
    FOREIGN KEY (version_id) REFERENCES training_datasetversion (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION training_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version that is ready never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION training_refuse_late_samples() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT version_id FROM added) a
               JOIN training_datasetversion v ON v.id = a.version_id WHERE v.state <> 'building') THEN
        RAISE EXCEPTION 'a version that is ready takes no rows' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER samples_never_change BEFORE UPDATE ON training_sample
    FOR EACH ROW EXECUTE FUNCTION training_refuse_change();
CREATE TRIGGER ready_versions_take_no_samples AFTER INSERT ON training_sample
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION training_refuse_late_samples();
CREATE TRIGGER ready_versions_never_change BEFORE UPDATE ON training_datasetversion FOR EACH ROW
    WHEN (OLD.state = 'ready' AND (OLD.state, OLD.dataset_id, OLD.number, OLD.shape, OLD.row_count, OLD.digest)
        IS DISTINCT FROM (NEW.state, NEW.dataset_id, NEW.number, NEW.shape, NEW.row_count, NEW.digest))
    EXECUTE FUNCTION training_refuse_change();
"""
BACKWARD = """
DROP TRIGGER ready_versions_never_change ON training_datasetversion;
DROP TRIGGER ready_versions_take_no_samples ON training_sample;
DROP TRIGGER samples_never_change ON training_sample;
DROP FUNCTION training_refuse_late_samples();
DROP FUNCTION training_refuse_change();
ALTER TABLE training_sample DROP CONSTRAINT samples_belong_to_a_version;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0015_datasets")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
