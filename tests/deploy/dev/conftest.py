from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = Path(settings.BASE_DIR) / "deploy/dev"


@pytest.fixture
def load_script():
    """Return a function that imports one of deploy/dev's scripts, which are no package."""

    def load_script(name):
        spec = spec_from_file_location(f"deploy_dev_{name}", SCRIPTS / f"{name}.py")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load_script
