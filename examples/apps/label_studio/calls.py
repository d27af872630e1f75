"""Calls Label Studio through its Python client: `calls.py URL TOKEN`."""

from __future__ import annotations

import sys

from api_client import MISSING, NotFoundError, SyncAPIClient, token
from api_client.api import models

CONFIG = """<View><Text name="text" value="$text"/>
<Choices name="mood" toName="text"><Choice value="good"/><Choice value="bad"/></Choices></View>"""

url, secret = sys.argv[1:]
with SyncAPIClient(url, auth=token(f"Token {secret}")) as client:
    who = client.users.current_whoami_retrieve()
    assert who.email == "ada@example.com", who

    project = client.projects.create(models.ProjectRequest(title="Moods", label_config=CONFIG))
    changed = client.projects.partial_update(
        project.id, models.PatchedProjectRequest(description="How they feel")
    )
    assert (changed.title, changed.description) == ("Moods", "How they feel")
    assert [each.id for each in client.projects.iterate()] == [project.id]

    task = client.tasks.create(
        models.TasksCreateRequest(project=project.id, data={"text": "What a day"})
    )
    assert task.data == {"text": "What a day"}, task
    listed = client.tasks.list(project=project.id)
    assert listed.total == 1, listed
    chosen = {
        "from_name": "mood",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": ["good"]},
    }
    made = client.annotations.tasks_create(
        task.id, models.AnnotationRequest(result=[chosen], was_cancelled=False)
    )
    assert made.id is not MISSING
    (found,) = client.annotations.tasks_list(task.id)
    assert found.result, found
    assert found.result[0]["value"] == {"choices": ["good"]}, found

    client.projects.destroy(project.id)
    try:
        client.projects.retrieve(project.id)
    except NotFoundError as error:
        print(f"Python: {who.email} made project {project.id} and task {task.id}; {error.detail}")
