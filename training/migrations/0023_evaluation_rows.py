"""Results go with their target, and suites forget a version that is gone, in the database."""

from django.db import migrations

FORWARD = """
ALTER TABLE training_evaluationresult ADD CONSTRAINT results_belong_to_a_target
    FOREIGN KEY (target_id) REFERENCES training_evaluationtarget (id) ON DELETE CASCADE;
ALTER TABLE training_suite ADD CONSTRAINT suites_forget_a_version_that_is_gone
    FOREIGN KEY (version_id) REFERENCES training_datasetversion (id) ON DELETE SET NULL;
"""
BACKWARD = """
ALTER TABLE training_suite DROP CONSTRAINT suites_forget_a_version_that_is_gone;
ALTER TABLE training_evaluationresult DROP CONSTRAINT results_belong_to_a_target;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0022_evaluations")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
