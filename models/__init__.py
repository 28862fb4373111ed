"""Model weights: catalog, download and cache; and the folders of the user. Imports no other package of the project.

Every package of the project imports this one first, since it keeps dependencies from the network (models/offline.py).
"""

from models import console, offline

offline.apply()
console.quiet_interrupts()
