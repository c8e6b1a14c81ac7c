"""Training runs forget a version that is gone, in the database."""

from django.db import migrations

FORWARD = """
ALTER TABLE training_trainingrun ADD CONSTRAINT training_runs_forget_a_version_that_is_gone
    FOREIGN KEY (version_id) REFERENCES training_datasetversion (id) ON DELETE SET NULL;
"""
BACKWARD = "ALTER TABLE training_trainingrun DROP CONSTRAINT training_runs_forget_a_version_that_is_gone;"


class Migration(migrations.Migration):
    dependencies = [("training", "0024_training_runs")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
