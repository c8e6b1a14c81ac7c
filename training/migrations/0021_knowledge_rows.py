"""Passages, postings and vectors go with what they belong to, in the database; shares go with their knowledge base."""

from django.db import migrations

FORWARD = """
ALTER TABLE training_chunk ADD CONSTRAINT passages_belong_to_a_document
    FOREIGN KEY (document_id) REFERENCES training_document (id) ON DELETE CASCADE;
ALTER TABLE training_posting ADD CONSTRAINT postings_belong_to_a_document
    FOREIGN KEY (document_id) REFERENCES training_document (id) ON DELETE CASCADE;
ALTER TABLE training_chunkvector ADD CONSTRAINT vectors_belong_to_a_passage
    FOREIGN KEY (chunk_id) REFERENCES training_chunk (id) ON DELETE CASCADE;
CREATE TRIGGER knowledge_bases_forget_their_shares AFTER DELETE ON training_knowledgebase
FOR EACH ROW EXECUTE FUNCTION accounts_forget_shares('knowledge');
"""
BACKWARD = """
DROP TRIGGER knowledge_bases_forget_their_shares ON training_knowledgebase;
ALTER TABLE training_chunkvector DROP CONSTRAINT vectors_belong_to_a_passage;
ALTER TABLE training_posting DROP CONSTRAINT postings_belong_to_a_document;
ALTER TABLE training_chunk DROP CONSTRAINT passages_belong_to_a_document;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0020_knowledge"), ("accounts", "0006_share")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
