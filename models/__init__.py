"""Where model weights come from: the catalog, the download and the cache. Imports nothing else of ours.

Imported first by every package of the project, since it also keeps dependencies from the network (models/offline.py).
"""

from models import offline

offline.apply()
