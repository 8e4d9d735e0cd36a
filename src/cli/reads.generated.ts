// Written by `npm run gen`.
/** Probes by the line of the read grammar that they use, learned from the recorded nodes. */
export const probesByRead: Readonly<Record<string, readonly string[]>> = {
	"--peer": ["peer.plan"],
	"birdcl -r -s PATH show …": ["bird.status"],
	"bridge -j [-s] [-d] fdb show [dev IFACE]": ["bridge.fdb"],
	"cat PATH": ["calico.files","calico.process","cni.configuration","conntrack.usage","flannel.net-conf","flannel.pod-cidr","flannel.process","flannel.subnet-env","host-local.leases","inotify.limits","kernel.modules","kube-proxy.arguments","neighbour.usage","netfilter.iptables","netstat.counters","rke2.certificates","rke2.configuration","rke2.load-balancer","rke2.manifests","rke2.node-name","rke2.service","rke2.unit-environment","sysctl.bridge","sysctl.files","sysctl.network","system.hostname","system.mounts","system.os-release","system.vendor"],
	"crictl info [-o json]": ["containerd.endpoint","crictl.runtime"],
	"crictl pods [--namespace NAME] [--label LABEL] -o json": ["crictl.pods"],
	"crictl ps [-a] [--label LABEL] -o json": ["crictl.containers"],
	"curl -s [--unix-socket PATH] URL": ["cilium.daemon","cilium.endpoints","cilium.health","cilium.health-port","cilium.socket","felix.health","kube-proxy.health","kube-proxy.mode","kubelet.health"],
	"date": ["system.clock"],
	"dig [+tcp] @ADDRESS NAME": ["dns.contact"],
	"ethtool -k|-i|-S|-g|-c|-a IFACE": ["ethtool.features"],
	"ip -j [-4|-6] [-d] route show [table TABLE]": ["ip.route"],
	"ip -j [-4|-6] [-d] rule show": ["ip.rule"],
	"ip -j [-4|-6] [-s] [-d] link|addr|neigh show": ["ip.address","ip.link","ip.neighbour","overlay.counters"],
	"iptables-legacy-save [-c]": ["netfilter.iptables"],
	"iptables-nft-save [-c]": ["netfilter.iptables"],
	"journalctl --no-pager [-q] -o short-iso [-b] [--since=SINCE] -k -n NUMBER": ["kernel.log"],
	"kubectl get --raw PATH": ["calico.block-affinities","calico.felix-configuration","calico.installation","calico.ippools","calico.own-blocks","calico.tigera-status","cilium.configuration","cilium.operator","kubernetes.endpoint","kubernetes.helm","kubernetes.network-policies","kubernetes.node","kubernetes.nodes","service.endpoints"],
	"ls -l PATH": ["cni.binaries","cni.directory","host-local.directory","rke2.configuration-files","rke2.manifest-files","rke2.server-files","sysctl.file-names","udev.rule-names"],
	"nft -j [-t] list ruleset|tables|chains": ["netfilter.nft-chains"],
	"pgrep -a -x PROCESSES": ["process.list"],
	"ping -c 1 -M do -s NUMBER ADDRESS": ["peer.overlay-ping","peer.path-mtu"],
	"readlink PATH": ["rke2.release"],
	"rke2 --version": ["rke2.binary-version"],
	"stat PATH": ["containerd.endpoint","iptables.binary","kernel.modules","rke2.installation","rke2.server-files"],
	"systemctl show -p PROPERTIES UNIT…": ["rke2.service","systemd.units"],
<<<<<<< HEAD
	"tail -c NUMBER PATH": ["calico.logs","canal.logs","flannel.logs","kubelet.log"],
=======
	"tail -c NUMBER PATH": ["calico.logs","canal.logs","kube-proxy.logs","kubelet.log"],
>>>>>>> 5ae2848 (A service address that is a server's explains that RKE2 joins itself)
	"tcp ADDRESS PORT": ["service.contact"],
	"tls ADDRESS PORT": ["peer.overlay","peer.underlay"],
	"uname -srm|-r|-m": ["system.kernel"],
};
