"""How much a port looks like that of a service.

Below 512 are the system's services, and some more below 1024. The rest of 512 to 1023 is also where programs bind that
must show that they run as root, as NFS clients do, so a well-known service beside such a port goes first. Linux takes
its own ports for outgoing connections from 32768 on (``net.ipv4.ip_local_port_range``), as IANA's dynamic range and
Windows do from 49152 on; no port from there on is well known here.
"""

from __future__ import annotations

import numpy as np

#: Services from 512 to 1023 (IANA's registry): printing, routing, mail, files, directories, names; also over TLS.
_SYSTEM = """
    514 515 520 543 544 546 547 548 554 563 587 593 631 636 639 646 749 802 853 860 873 902 989 990 992 993 995
"""

#: Services from 1024 on that are common, by IANA's registry or their software's own default: databases, queues, web
#: servers, administration, clusters, measurement, media.
_WELL_KNOWN = """
    1433 1434 1521 1830 3050 3306 4333 5432 5433 5439 6379 6380 6432 7000 7001 7199 7473 7474 7687 8086 8123 8182 8529
    9042 9160 9200 9300 11210 11211 16379 26257 26379 27017 27018 27019 28015
    1883 2181 2888 3888 4222 5222 5269 5671 5672 6222 8883 9092 9093 9094 15672 25672
    3000 3001 3128 4000 4200 5000 5601 8000 8001 8008 8009 8080 8081 8082 8088 8090 8161 8180 8443 8834 8888 9000 9001
    9080 9443 10000 18080
    1194 1701 1723 1812 1813 2049 2222 2323 3260 3268 3269 3389 4500 4505 4506 5555 5900 5901 5985 5986 6000 8089 8140
    9997 10050 10051 24224
    2375 2376 2377 2379 2380 4240 4646 4647 4789 6443 7077 7946 8020 8030 8031 8032 8042 8188 8200 8300 8301 8302 8472
    8500 8600 8998 9870 10248 10249 10250 10255 10256 16010 16020 16030 19888
    2003 2055 4317 4318 4739 6343 6831 8125 9090 9091 9100 9104 9115 9121 9153 9187 9411
    1080 1900 1935 3478 3479 4444 5004 5060 5061 5349 5353 6667 6697 6881 8333 9993 25565 27015
"""

#: Ranks, the lower the more of a service: the system's, well-known, perhaps a client that runs as root, any, ephemeral.
SYSTEM, WELL_KNOWN, RESERVED, ANY, EPHEMERAL = range(5)

_FIRST_RESERVED, _FIRST_ANY, _PORTS = 512, 1024, 65_536

#: Linux takes the ports of clients from here on: a service's cannot be told from them.
FIRST_EPHEMERAL = 32_768


def _ranks() -> np.ndarray:
    ranks = np.full(_PORTS, EPHEMERAL, np.int8)
    ranks[:FIRST_EPHEMERAL] = ANY
    ranks[:_FIRST_ANY] = RESERVED
    ranks[:_FIRST_RESERVED] = SYSTEM
    ranks[[int(port) for port in _SYSTEM.split()]] = SYSTEM
    ranks[[int(port) for port in _WELL_KNOWN.split()]] = WELL_KNOWN
    ranks.flags.writeable = False
    return ranks


#: Port -> its rank.
RANKS = _ranks()
