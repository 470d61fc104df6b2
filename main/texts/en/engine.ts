/** Of Slipway's own engine: what keeps it from starting, what its data lacks, and how else it could be run. */
export const engineTexts = {
  'engine/said': '{said}',
  'engine/unsaid': 'The engine failed, and did not say why.',
  'engine-failed/start': '{reason}',
  'engine-failed/stop': '{reason}',
  'engine-failed/refused':
    'The engine does not take these settings, and nothing was changed. dockerd says: {refused}',
  'engine-failed/undone':
    'The engine did not start with these settings, so the old ones are back and it runs again. dockerd says: {undone}',
  'engine-failed/down':
    'The engine did not start with these settings. The old ones are back, but it does not start with them either; its log says why. dockerd said: {down}',
  'conflict/settings':
    '{settings} was changed by another program meanwhile, so nothing was written. Look at the settings as they are now, then change them again.',
  'conflict/applying':
    'Other settings are being applied to {object} just now. Wait until the engine runs with them, then try again.',

  'folder/unseen': '{folder} cannot be looked at: {why}.',
  'folder/strange':
    'The name of the folder {folder} has a line break or is not UTF-8, and Slipway cannot keep its data there: choose another one with SLIPWAY_HOME.',
  'folder/none': '{folder} is not a directory.',
  'folder/owner': '{folder} belongs to {owner}: only {owner} can run this engine.',
  'folder/closed': '{folder} cannot be written to by {user}.',
  'folder/readOnly':
    '{folder} lies on a file system that can only be read, so the engine cannot write its data there.',
  'folder/deep':
    "The engine's sockets cannot lie in {folder}: that path is {n} byte too long for the system. | The engine's sockets cannot lie in {folder}: that path is {n} bytes too long for the system.",
  'disk/full': 'The disk that holds {data} is full: make room on it, then start the engine again.',

  'programs/missing': 'Parts of the engine are missing: {programs}.',
  'programs/lost': 'Parts of the engine are missing: {programs}. Install Slipway again.',
  'programs/uncopied': "The engine's programs could not be copied: {why}",
  'iptables/missing':
    'The program iptables is missing, which the engine needs for the network of containers.',
  'networks/none': 'The host has routes to every network that the engine could use.',
  'config/broken': "The engine's configuration {file} is not a JSON object: mend it, or move it away.",
  'config/empty':
    "The engine's configuration {file} is empty, though Slipway never leaves it so: what was set there is lost. Put the former file back, or move it away to begin with a new one.",
  'config/noJson':
    "The engine's configuration {file} is no JSON from line {line}, column {column} on: mend it there, or move it away.",
  'config/unread': "The engine's configuration {file} cannot be read: {why}.",
  'config/strange': '{key} is not what dockerd expects there: look at it in {file}.',

  'otherDocker/runs':
    "Another Docker engine runs on this machine (process {pid}), and two that run as root would spoil each other's networks.",
  'otherDocker/bridge': 'Containers of another Docker engine are on the bridge docker0 of this machine.',

  'uidmap/missing': "An ordinary user's engine needs what the system does not have: {programs}.",
  'ids/few': "{files} give {user} no range of {count} ids, which an ordinary user's engine needs.",
  'tun/missing': '{device} is missing, which the network of containers needs.',
  'tun/closed': '{device} is closed to ordinary users.',
  'namespaces/forbidden': 'The system forbids ordinary users to make user namespaces ({setting} is 0).',
  'namespaces/apparmor': 'AppArmor forbids {program} to make user namespaces.',

  'data/unread': "The engine's data {data} cannot be read: {why}.",
  'data/missing':
    "The engine's data {data} is missing, though it held images, containers and volumes: put it back (is its disk mounted?) and start again. To begin with an empty engine instead, run the command; it deletes nothing.",
  'data/empty':
    "The engine's data {data} is empty, though it held images, containers and volumes: put it back (is its disk mounted?) and start again. To begin with an empty engine instead, run the command; it deletes nothing.",
  'data/other':
    '{data} is not the data that this engine had before: put that back and start again. To go on with what is there now instead, run the command; it deletes nothing.',
  'data/driver':
    '{data} was made with the storage driver {found}, and this engine uses {driver}: it would not see what is there. The command sets it aside for an empty engine; it deletes nothing.',
  'data/ofRoot':
    "{data} was made by an engine that ran as root, and an ordinary user's engine would not see its files as they were: start it as before. The command sets it aside for an empty engine; it deletes nothing.",
  'data/ofUser':
    "{data} was made by an ordinary user's engine, and an engine that runs as root would not see its files as they were: start it as before. The command sets it aside for an empty engine; it deletes nothing.",
  'data/ids':
    '{data} was made with other subordinate ids ({former}) than {files} give {user} first now: files of its containers and volumes would belong to nobody. The command gives them back, ahead of the present ones. To go on with the present ids all the same, move these away: {records}.',
  'data/idsHeld':
    "{data} was made with other subordinate ids ({former}) than {files} give {user} first now: files of its containers and volumes would belong to nobody. On this machine those are {holder}'s. To go on with the present ids all the same, run the command; it deletes nothing.",
  'identity/closed': '{file} cannot be read and written by {user}.',
  'identity/broken':
    "{file} does not say which data the engine had: it was changed by hand or damaged. Put the former file back, or run the command if the engine's data is where it was.",

  'data/unlisted':
    'The engine does not list {n} container that lies on its disk: {names}. What describes it is damaged: {files}. Put that back from a backup and restart the engine; or leave the container out with the command, which deletes nothing. | The engine does not list {n} containers that lie on its disk: {names}. What describes them is damaged: {files}. Put that back from a backup and restart the engine; or leave the containers out with the command, which deletes nothing.',
  'ports/unheard':
    'Published ports no longer lead anywhere, though their containers run: {containers}. The command restarts these.',
  'damage/volumes':
    '{file} is damaged, and the engine does not start with it: put it back from a backup, then start again. To go on without it, run the command; it deletes nothing. All volumes stay, with what is in them, but for their labels.',
  'damage/networks':
    '{file} is damaged, and the engine does not start with it: put it back from a backup, then start again. To go on without it, run the command; it deletes nothing. Networks have to be made again, before the containers that use them are started.',
  'damage/networksKept':
    '{file} is damaged, and the engine does not start with it. The command puts back how it was when the engine started last, and deletes nothing; networks that were made since have to be made again.',
  'damage/tags':
    '{file} is damaged, and the engine does not start with it: put it back from a backup, then start again. To go on without it, run the command; it deletes nothing. All images stay, but without their names.',
  'damage/containerd':
    '{file} is damaged, and no container can run with it. Run the command, which deletes nothing, and start again: nothing is lost without that file.',
  'damage/builds':
    '{file} is damaged, and the engine does not start with it. Run the command, which deletes nothing, and start again: images stay, and only the cache of builds begins empty.',

  'docker/older':
    'Docker {version} is older than Docker {newest}, which used this data last, and may not understand it. Install the version of Slipway that brought Docker {newest}, or a newer one.',
  'docker/olderChosen':
    "Docker {version} is older than Docker {newest}, which used this data last, and may not understand it. The command takes Slipway's own Docker again.",
  'docker/olderKept':
    'Docker {version} is older than Docker {newest}, which used this data last, and may not understand it. The command takes Docker {newest} again, which was kept.',
  'docker/chosen':
    "Docker {version}, which was kept, is used in place of Slipway's own {own}. To take that again, stop the engine, run the command and start again.",
  'docker/kept':
    'Docker {version} was kept and can use this data as well. To go back to it, stop the engine, run the command and start again.',
  'docker/wayBack': '{reason} The command takes Docker {version} again, which ran before.',
  'upgrade/lost':
    'Docker {version} does not show all that Docker {before} had here. Missing ({count}): {names}. Docker {before} was not kept; to go on without, remove {file}.',
  'upgrade/lostKept':
    'Docker {version} does not show all that Docker {before} had here. Missing ({count}): {names}. To go back to Docker {before}, stop the engine, run the command and start again; to go on without, remove {file}.',
} as const
