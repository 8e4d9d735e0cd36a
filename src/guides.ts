import type {GuideLink} from './core/report.ts';

/** One official guide. `summary` is what it tells the operator to do, for `explain` on a node without internet. */
export interface GuideEntry extends GuideLink {
	readonly summary: string;
}

const rke2 = 'https://docs.rke2.io';
const knownIssues = `${rke2}/known_issues` as const;
const networkOptions = `${rke2}/networking/basic_network_options` as const;
const multusOnRke2 = `${rke2}/networking/multus_sriov` as const;
const networkingServices = `${rke2}/networking/networking_services` as const;
const requirements = `${rke2}/install/requirements` as const;
const rancherTips = 'https://ranchermanager.docs.rancher.com/troubleshooting/other-troubleshooting-tips';
const charts = 'https://github.com/rancher/rke2-charts/blob';
const flannelDocs = 'https://github.com/flannel-io/flannel/blob/master/Documentation';
const flannelTroubleshooting = `${flannelDocs}/troubleshooting.md` as const;
const calico = 'https://docs.tigera.io/calico/latest';
const calicoTroubleshooting = `${calico}/operations/troubleshoot/troubleshooting` as const;
const calicoCommands = `${calico}/operations/troubleshoot/commands` as const;
const cilium = 'https://docs.cilium.io/en/stable';
const ciliumTroubleshooting = `${cilium}/operations/troubleshooting/` as const;
const multusDocs = 'https://github.com/k8snetworkplumbingwg/multus-cni/blob/master/docs';
const kubernetes = 'https://kubernetes.io/docs';

/** Every official link that a message may name, by `<source>/<topic>`. */
export const guides = {
	'rke2/manual-upgrade': {
		title: 'RKE2: Manual Upgrades',
		url: `${rke2}/upgrades/manual`,
		summary:
			'Upgrade the servers one after the other, then the agents, by the install script with INSTALL_RKE2_VERSION or INSTALL_RKE2_CHANNEL, and restart rke2-server or rke2-agent.',
	},
	'rke2/known-issues': {
		title: 'RKE2: Known Issues and Limitations',
		url: knownIssues,
		summary:
			'Lists the problems RKE2 knows of, each with its workaround: firewalld, NetworkManager, Wicked, VXLAN checksum offload, leaked pod addresses, ingress in CIS mode.',
	},
	'rke2/known-issues-firewalld': {
		title: 'RKE2: Firewalld conflicts with default networking',
		url: `${knownIssues}#firewalld-conflicts-with-default-networking`,
		summary:
			'Disable firewalld on RKE2 nodes with Canal (systemctl disable --now firewalld). The kernel firewall stays; write your own rules as Calico policies.',
	},
	'rke2/known-issues-networkmanager': {
		title: 'RKE2: NetworkManager',
		url: `${knownIssues}#networkmanager`,
		summary:
			'Tell NetworkManager to leave cali*, flannel*, tunl* and vxlan.calico alone in /etc/NetworkManager/conf.d/rke2-canal.conf and reboot a node that already runs RKE2. Disable nm-cloud-setup.service and nm-cloud-setup.timer.',
	},
	'rke2/known-issues-calico-vxlan-offload': {
		title: 'RKE2: Calico with vxlan encapsulation',
		url: `${knownIssues}#calico-with-vxlan-encapsulation`,
		summary:
			'Keep ChecksumOffloadBroken=true in the rke2-calico chart, which turns off checksum offload of vxlan.calico, on kernels with the VXLAN checksum bug.',
	},
	'rke2/known-issues-wicked': {
		title: 'RKE2: Wicked',
		url: `${knownIssues}#wicked`,
		summary:
			'Write net.ipv4.conf.all.forwarding=1 (and the IPv6 one for dual-stack) to /etc/sysctl.d/90-rke2.conf, because Wicked resets forwarding whenever it reapplies the network.',
	},
	'rke2/known-issues-ip-exhaustion': {
		title: 'RKE2: Canal and IP exhaustion',
		url: `${knownIssues}#canal-and-ip-exhaustion`,
		summary:
			'Install iptables when hostPort pods fail in the portmap plugin. Remove unused lock files from /var/lib/cni/networks/k8s-pod-network, or drain the node, run rke2-killall.sh, start RKE2 and uncordon.',
	},
	'rke2/known-issues-ingress-cis': {
		title: 'RKE2: Ingress in CIS Mode',
		url: `${knownIssues}#ingress-in-cis-mode`,
		summary:
			'The CIS profile adds default NetworkPolicies. Add one in each backend namespace that allows traffic from the ingress controller pods in kube-system.',
	},
	'rke2/network-options': {
		title: 'RKE2: Network Options',
		url: networkOptions,
		summary:
			'How to choose a CNI and change its chart values with a HelmChartConfig in /var/lib/rancher/rke2/server/manifests.',
	},
	'rke2/select-cni': {
		title: 'RKE2: Select a CNI Plugin',
		url: `${networkOptions}#select-a-cni-plugin`,
		summary:
			'Set `cni` on every server before the cluster is created. The primary CNI, its backend and the cluster and service CIDRs of a running cluster cannot be changed; rebuild instead.',
	},
	'rke2/canal': {
		title: 'RKE2: Canal CNI Plugin',
		url: `${networkOptions}?CNIplugin=Canal+CNI+Plugin`,
		summary:
			'Set flannel.iface, flannel.regexIface or flannel.backend in the HelmChartConfig rke2-canal, then restart the DaemonSet: kubectl rollout restart ds rke2-canal -n kube-system.',
	},
	'rke2/flannel': {
		title: 'RKE2: Flannel CNI Plugin',
		url: `${networkOptions}?CNIplugin=Flannel+CNI+Plugin`,
		summary:
			'Flannel carries packets only: there are no network policies, and vxlan is the only backend that RKE2 supports. Change values through the HelmChartConfig rke2-flannel.',
	},
	'rke2/calico': {
		title: 'RKE2: Calico CNI Plugin',
		url: `${networkOptions}?CNIplugin=Calico+CNI+Plugin`,
		summary:
			'Change Installation and FelixConfiguration values, such as MTU, encapsulation and checksum offload, through the HelmChartConfig rke2-calico.',
	},
	'rke2/cilium': {
		title: 'RKE2: Cilium CNI Plugin',
		url: `${networkOptions}?CNIplugin=Cilium+CNI+Plugin`,
		summary:
			'Change Cilium values through the HelmChartConfig rke2-cilium. To replace kube-proxy, set disable-kube-proxy on every server together with kubeProxyReplacement, k8sServiceHost and k8sServicePort.',
	},
	'rke2/dual-stack': {
		title: 'RKE2: Dual-stack configuration',
		url: `${networkOptions}#dual-stack-configuration`,
		summary:
			'Give an IPv4 and an IPv6 range in both cluster-cidr and service-cidr when the cluster is created; it cannot be added later.',
	},
	'rke2/ipv6': {
		title: 'RKE2: IPv6 setup',
		url: `${networkOptions}#ipv6-setup`,
		summary:
			'Where the default route comes from router advertisements set net.ipv6.conf.all.accept_ra=2; with IPv6 only, /etc/hosts needs ::1 localhost and Cilium needs native routing or autoDirectNodeRoutes.',
	},
	'rke2/nodes-without-hostname': {
		title: 'RKE2: Nodes Without a Hostname',
		url: `${networkOptions}#nodes-without-a-hostname`,
		summary:
			'Give each node its own host name or set node-name: nodes that are all called localhost overwrite each other in the cluster and in the CNI.',
	},
	'rke2/nftables': {
		title: 'RKE2: Nftables support',
		url: `${networkOptions}#nftables-support`,
		summary:
			'The nftables mode must be set in both kube-proxy (proxy-mode=nftables) and the CNI chart; one alone leaves two back ends side by side.',
	},
	'rke2/multus-using': {
		title: 'RKE2: Using Multus',
		url: `${multusOnRke2}#using-multus`,
		summary: 'List multus first in `cni`, followed by one primary CNI; multus alone or second is refused.',
	},
	'rke2/multus-cilium': {
		title: 'RKE2: Using Multus with Cilium',
		url: `${multusOnRke2}#using-multus-with-cilium`,
		summary:
			'Set cni.exclusive: false in the HelmChartConfig rke2-cilium, or Cilium renames the Multus configuration. It is the default since v1.31.14, v1.32.10, v1.33.6 and v1.34.2.',
	},
	'rke2/multus-plugins': {
		title: 'RKE2: Using Multus with the containernetworking plugins',
		url: `${multusOnRke2}#using-multus-with-the-containernetworking-plugins`,
		summary:
			'The Multus chart installs the reference plugins (macvlan, ipvlan, bridge and others) into /opt/cni/bin; a NetworkAttachmentDefinition may use only what is there.',
	},
	'rke2/multus-ipam': {
		title: 'RKE2: Multus IPAM plugin options',
		url: `${multusOnRke2}#multus-ipam-plugin-options`,
		summary:
			'host-local keeps addresses per node and duplicates them across nodes: use Whereabouts for the cluster, or the DHCP daemon, and enable them in the HelmChartConfig rke2-multus.',
	},
	'rke2/multus-thick': {
		title: 'RKE2: Using Multus with the thick plugin option',
		url: `${multusOnRke2}#using-multus-with-the-thick-plugin-option-experimental`,
		summary:
			'Set thickPlugin.enabled in the HelmChartConfig rke2-multus. Then every pod start needs the multus daemon and its socket.',
	},
	'rke2/multus-sriov': {
		title: 'RKE2: Using Multus with SR-IOV',
		url: `${multusOnRke2}#using-multus-with-sr-iov`,
		summary:
			'The SR-IOV operator makes virtual functions and a resource per kind; a pod gets one when its definition and its limits name that resource.',
	},
	'rke2/coredns': {
		title: 'RKE2: CoreDNS',
		url: `${networkingServices}#coredns`,
		summary:
			'CoreDNS is deployed by default with an autoscaler. Change it with the HelmChartConfig rke2-coredns; a cluster that disables it needs its own DNS.',
	},
	'rke2/nodelocal-dns': {
		title: 'RKE2: NodeLocal DNSCache',
		url: `${networkingServices}#nodelocal-dnscache`,
		summary:
			'Enable it in the HelmChartConfig rke2-coredns. Turning it off again leaves its iptables rules and breaks DNS on the node. With ipvs set nodelocal.ipvs and cluster-dns=169.254.20.10.',
	},
	'rke2/nodelocal-dns-cilium': {
		title: 'RKE2: NodeLocal DNS Cache with Cilium in kube-proxy replacement mode',
		url: `${networkingServices}#nodelocal-dns-cache-with-cilium-in-kube-proxy-replacement-mode`,
		summary:
			'Set localRedirectPolicy: true in rke2-cilium and nodelocal.use_cilium_lrp: true in rke2-coredns, or the cache is bypassed.',
	},
	'rke2/ingress': {
		title: 'RKE2: Ingress Controller',
		url: `${networkingServices}#ingress-controller`,
		summary:
			'RKE2 deploys Traefik or ingress-nginx as a DaemonSet on host ports 80 and 443. Choose or disable it with ingress-controller.',
	},
	'rke2/cloud-controller': {
		title: 'RKE2: Deploying an External Cloud Controller Manager',
		url: `${networkingServices}#deploying-an-external-cloud-controller-manager`,
		summary:
			'With disable-cloud-controller an external cloud controller manager must run; until it does, nodes keep the taint node.cloudprovider.kubernetes.io/uninitialized.',
	},
	'rke2/requirements-hostname': {
		title: 'RKE2: Prerequisites (unique node names)',
		url: `${requirements}#prerequisites`,
		summary:
			'Two nodes cannot have the same name. Give each machine its own host name, or set node-name, or with-node-id: true.',
	},
	'rke2/requirements-linux': {
		title: 'RKE2: Requirements, Linux',
		url: `${requirements}#linux`,
		summary:
			'RKE2 runs on Linux with systemd and iptables. RHEL 10 and its relatives need the package kernel-modules-extra for connection tracking.',
	},
	'rke2/requirements-kernel-parameters': {
		title: 'RKE2: Kernel Parameters',
		url: `${requirements}#kernel-parameters`,
		summary:
			'Raise fs.inotify.max_user_instances to 8192 and max_user_watches to 524288 in /etc/sysctl.d when pods fail with "too many open files".',
	},
	'rke2/requirements-networking': {
		title: 'RKE2: Requirements, Networking',
		url: `${requirements}#networking`,
		summary:
			'Servers must be reachable on 6443 and 9345, all nodes on the VXLAN port of the CNI. Do not expose that port to the world.',
	},
	'rke2/requirements-ports': {
		title: 'RKE2: Inbound Network Rules',
		url: `${requirements}#inbound-network-rules`,
		summary:
			'Open between nodes: 6443 and 9345 to the servers, 10250 everywhere, 2379-2381 among servers, 30000-32767 for NodePorts.',
	},
	'rke2/requirements-cni-ports': {
		title: 'RKE2: CNI Specific Inbound Network Rules',
		url: `${requirements}#cni-specific-inbound-network-rules`,
		summary:
			'Open between all nodes: Canal 8472/udp (WireGuard 51820-51821/udp); Flannel 4789/udp; Calico 4789/udp, 5473/tcp and for BGP 179/tcp; Cilium 8472/udp, 4240/tcp, ICMP (WireGuard 51871/udp).',
	},
	'rke2/airgap': {
		title: 'RKE2: Air-Gap Install',
		url: `${rke2}/install/airgap`,
		summary:
			'Archives of images in agent/images are loaded when RKE2 starts; CNIs other than Canal have archives of their own. A private registry is named in registries.yaml, with system-default-registry in config.yaml.',
	},
	'rke2/airgap-default-route': {
		title: 'RKE2: Air-Gap Install, Default Network Route',
		url: `${rke2}/install/airgap#default-network-route`,
		summary:
			'RKE2 needs a default route before it starts, to find the primary address of the node and for ClusterIP routing; a route through a dummy interface is enough. Make it persistent.',
	},
	'rke2/config-files': {
		title: 'RKE2: Multiple Config Files',
		url: `${rke2}/install/configuration#multiple-config-files`,
		summary:
			'config.yaml is read first, then config.yaml.d/*.yaml in alphabetical order; the last value of a key wins, and `key+` appends to a list.',
	},
	'rke2/server-config': {
		title: 'RKE2: Critical Configuration Values',
		url: `${rke2}/reference/server_config#critical-configuration-values`,
		summary:
			'cluster-cidr, service-cidr, cluster-dns, cluster-domain, disable-kube-proxy and egress-selector-mode must be the same on every server.',
	},
	'rke2/helmchartconfig': {
		title: 'RKE2: Customizing Packaged Components with HelmChartConfig',
		url: `${rke2}/add-ons/helm#customizing-packaged-components-with-helmchartconfig`,
		summary:
			'A HelmChartConfig takes effect only when its name is that of the HelmChart and its namespace is kube-system; look at the helm-install job for errors.',
	},
	'rke2/logging': {
		title: 'RKE2: Logging',
		url: `${rke2}/reference/logging`,
		summary:
			'Where the logs are: the journal of rke2-server or rke2-agent, kubelet.log and containerd.log under /var/lib/rancher/rke2/agent, pod logs under /var/log/pods.',
	},
	'rke2/cli-tools': {
		title: 'RKE2: CLI Tools',
		url: `${rke2}/reference/cli_tools`,
		summary:
			'kubectl, crictl and ctr are in /var/lib/rancher/rke2/bin; set KUBECONFIG=/etc/rancher/rke2/rke2.yaml and CRI_CONFIG_FILE.',
	},
	'rke2/uninstall': {
		title: 'RKE2: Uninstall',
		url: `${rke2}/install/uninstall`,
		summary:
			'rke2-killall.sh stops RKE2 and removes its interfaces and iptables rules; rke2-uninstall.sh also removes CNI configuration and state.',
	},
	'rke2/nameservers': {
		title: 'RKE2: Nameserver Viability Checks',
		url: `${rke2}/advanced#nameserver-viability-checks`,
		summary:
			'When resolv.conf holds a loopback, multicast or link-local name server, RKE2 gives pods 8.8.8.8 instead. Set resolv-conf to a file with usable servers.',
	},
	'rke2/http-proxy': {
		title: 'RKE2: Configuring an HTTP proxy',
		url: `${rke2}/advanced#configuring-an-http-proxy`,
		summary:
			'Set HTTP_PROXY, HTTPS_PROXY and NO_PROXY in /etc/default/rke2-server or rke2-agent; NO_PROXY must cover the addresses of all nodes.',
	},
	'rke2/token': {
		title: 'RKE2: Token Management',
		url: `${rke2}/security/token`,
		summary:
			'The token of the first server also encrypts what the datastore keeps for new servers: a server that joins or is restored needs the same one.',
	},
	'rke2/backup-restore': {
		title: 'RKE2: Backup and Restore',
		url: `${rke2}/datastore/backup_restore`,
		summary:
			'How to take and restore snapshots of etcd, and how rke2 server --cluster-reset makes one server the only member again before the others join anew.',
	},
	'rke2/certificates': {
		title: 'RKE2: Certificate Management',
		url: `${rke2}/security/certificates`,
		summary:
			'Certificates last 365 days and are renewed when RKE2 starts within their last 120 days; rke2 certificate check --output table shows them. Authorities last ten years and need rke2 certificate rotate-ca.',
	},
	'rke2/hardening-kernel-parameters': {
		title: 'RKE2: CIS Hardening Guide, Kernel parameters',
		url: `${rke2}/security/hardening_guide#kernel-parameters`,
		summary:
			'With a CIS profile install rke2-cis-sysctl.conf before the first start. Restarting systemd-sysctl on a live node can undo what the CNI has set.',
	},
	'rke2/hardening-network-policies': {
		title: 'RKE2: CIS Hardening Guide, Network Policies',
		url: `${rke2}/security/hardening_guide#network-policies`,
		summary:
			'The CIS profile lets only pods of the same namespace reach kube-system, default and kube-public; add NetworkPolicies for everything else.',
	},
	'rke2/selinux': {
		title: 'RKE2: SELinux',
		url: `${rke2}/security/selinux`,
		summary:
			'RKE2 needs its policy package rke2-selinux and selinux: true; it labels what RKE2 and its CNI write on an enforcing system.',
	},
	'rke2/selinux-calico': {
		title: 'RKE2: SELinux, Calico support',
		url: `${rke2}/security/selinux#calico-support`,
		summary: 'On an enforcing system Calico needs its own policy package calico-selinux.',
	},
	'rke2/chart-canal': {
		title: 'rke2-charts: values of rke2-canal',
		url: `${charts}/main-source/packages/rke2-canal/charts/values.yaml`,
		summary:
			'Every key a HelmChartConfig for rke2-canal may set. Unknown keys are ignored without a word; the pod MTU is calico.vethuMTU.',
	},
	'rke2/chart-calico': {
		title: 'rke2-charts: values of rke2-calico v3.32.100',
		url: `${charts}/main/charts/rke2-calico/rke2-calico/v3.32.100/values.yaml`,
		summary: 'Every key a HelmChartConfig for rke2-calico may set. Unknown keys are ignored without a word.',
	},
	'rke2/chart-cilium': {
		title: 'rke2-charts: values of rke2-cilium 1.20.102',
		url: `${charts}/main/charts/rke2-cilium/rke2-cilium/1.20.102/values.yaml`,
		summary:
			'Every key a HelmChartConfig for rke2-cilium may set. A value of the wrong type fails the helm-install job; an unknown key is ignored.',
	},
	'rke2/chart-multus': {
		title: 'rke2-charts: values of rke2-multus',
		url: `${charts}/main-source/packages/rke2-multus/charts/values.yaml`,
		summary: 'Every key a HelmChartConfig for rke2-multus may set. Unknown keys are ignored without a word.',
	},
	'rke2/issue-nm-cloud-setup': {
		title: 'rancher/rke2#1053: nm-cloud-setup interferes with the CNI',
		url: 'https://github.com/rancher/rke2/issues/1053',
		summary:
			'nm-cloud-setup adds routing rules and tables that send pod replies out of the wrong interface. Disable its service and timer and reboot.',
	},
	'rke2/issue-install-cni-timeout': {
		title: 'rancher/rke2#5328: install-cni cannot create a token, i/o timeout',
		url: 'https://github.com/rancher/rke2/issues/5328',
		summary:
			'The Canal init container cannot reach the service address of the API: look at kube-proxy and at the firewall of the node.',
	},
	'rancher/networking': {
		title: 'Rancher: Networking troubleshooting',
		url: `${rancherTips}/networking`,
		summary:
			'Check the required ports, test the overlay with a DaemonSet on every node and compare the MTU of hosts, tunnels and appliances on the way.',
	},
	'rancher/overlay-test': {
		title: 'Rancher: Check if Overlay Network is Functioning Correctly',
		url: `${rancherTips}/networking#check-if-overlay-network-is-functioning-correctly`,
		summary:
			'Deploy the overlaytest DaemonSet and let each of its pods ping all others; delete it afterwards. Single failing nodes point to a firewall, all nodes to the port or the MTU.',
	},
	'rancher/dns': {
		title: 'Rancher: DNS troubleshooting',
		url: `${rancherTips}/dns`,
		summary:
			'Check that CoreDNS runs and its service exists, resolve an internal and an external name from a pod, then look at the upstream name servers.',
	},
	'flannel/troubleshooting': {
		title: 'flannel: Troubleshooting',
		url: flannelTroubleshooting,
		summary:
			'The checklist of the flannel project: connectivity, logs, interface, NAT, MTU, firewall, podCIDR.',
	},
	'flannel/connectivity': {
		title: 'flannel: Connectivity',
		url: `${flannelTroubleshooting}#connectivity`,
		summary:
			'Docker sets the FORWARD policy to DROP, which cuts pods on different hosts from each other; forwarding of the pod network must be allowed.',
	},
	'flannel/logging': {
		title: 'flannel: Logging',
		url: `${flannelTroubleshooting}#logging`,
		summary: 'flannel logs to stderr of the kube-flannel container only; -v=10 gives the most detail.',
	},
	'flannel/interface-selection': {
		title: 'flannel: Interface selection and the public IP',
		url: `${flannelTroubleshooting}#interface-selection-and-the-public-ip`,
		summary:
			'Each node needs a public IP of its own, chosen when flannel starts and printed in its log. Restart flannel when the address changes; choose the interface with --iface.',
	},
	'flannel/vagrant': {
		title: 'flannel: Vagrant',
		url: `${flannelTroubleshooting}#vagrant`,
		summary:
			'When the first interface is a NAT one, every node announces the same public IP such as 10.0.2.15. Choose the other interface with --iface.',
	},
	'flannel/nat': {
		title: 'flannel: NAT',
		url: `${flannelTroubleshooting}#nat`,
		summary:
			'Corrupted UDP checksums of VXLAN packets: ethtool -K flannel.1 tx-checksum-ip-generic off, and a udev rule so that it survives a reboot.',
	},
	'flannel/mtu': {
		title: 'flannel: Data plane performance and MTU',
		url: `${flannelTroubleshooting}#data-plane`,
		summary:
			'Follow the MTU from the interface flannel uses, to FLANNEL_MTU in subnet.env, to the virtual interface of the pod; none may be larger than the one before it carries.',
	},
	'flannel/firewalls': {
		title: 'flannel: Firewalls',
		url: `${flannelTroubleshooting}#firewalls`,
		summary:
			'Allow the VXLAN port (8472/udp on Canal, 4789/udp on RKE2 Flannel) between all nodes, and traffic from the pod network to the servers.',
	},
	'flannel/pod-cidr': {
		title: 'flannel: Kubernetes Specific (podCIDR)',
		url: `${flannelTroubleshooting}#kubernetes-specific`,
		summary:
			'Every node needs a podCIDR and none may overlap: kubectl get nodes -o jsonpath="{.items[*].spec.podCIDR}". The controller manager assigns them from cluster-cidr.',
	},
	'flannel/log-messages': {
		title: 'flannel: Log messages',
		url: `${flannelTroubleshooting}#log-messages`,
		summary:
			'What the fatal lines mean: net-conf.json missing or malformed, node without podCIDR, RBAC that refuses access to the API.',
	},
	'flannel/configuration': {
		title: 'flannel: Configuration',
		url: `${flannelDocs}/configuration.md`,
		summary:
			'net-conf.json: Network, Backend and their keys; the options of flanneld; /run/flannel/subnet.env is written by flanneld at each start.',
	},
	'flannel/backend-vxlan': {
		title: 'flannel: VXLAN backend',
		url: `${flannelDocs}/backends.md#vxlan`,
		summary:
			'VNI, Port, MTU and DirectRouting of the vxlan backend. The kernel needs the vxlan module; the port must be the same on all nodes.',
	},
	'flannel/backend-host-gw': {
		title: 'flannel: host-gw backend',
		url: `${flannelDocs}/backends.md#host-gw`,
		summary: 'host-gw routes to the address of the other node, so all nodes must share one layer 2 network.',
	},
	'flannel/backend-wireguard': {
		title: 'flannel: WireGuard backend',
		url: `${flannelDocs}/backends.md#wireguard`,
		summary:
			'The wireguard backend uses 51820/udp for IPv4 and 51821/udp for IPv6 and needs the kernel module.',
	},
	'flannel/annotations': {
		title: 'flannel: Kubernetes, annotations',
		url: `${flannelDocs}/kubernetes.md#annotations`,
		summary:
			'node-public-ip makes flannel choose the interface that holds the address; public-ip-overwrite only changes the address that is announced to the peers, for nodes behind NAT.',
	},
	'flannel/issue-checksum': {
		title: 'flannel-io/flannel#1279: VXLAN checksum offload',
		url: 'https://github.com/flannel-io/flannel/issues/1279',
		summary:
			'Service traffic over VXLAN is lost to a kernel bug in checksum offload. Turn tx-checksum-ip-generic off on flannel.1.',
	},
	'flannel/issue-firewalld-restart': {
		title: 'flannel-io/flannel#1668: chains gone after a firewall restart',
		url: 'https://github.com/flannel-io/flannel/issues/1668',
		summary:
			'Restarting firewalld or iptables.service flushes the chains of flannel, and old versions do not create them again: restart flannel, and disable the firewall service.',
	},
	'calico/troubleshooting': {
		title: 'Calico: Troubleshooting and diagnostics',
		url: calicoTroubleshooting,
		summary: 'Where to begin: logs and diagnostics, BGP peers, NetworkManager, connection tracking.',
	},
	'calico/bgp-peer-status': {
		title: 'Calico: Check BGP peer status',
		url: `${calicoTroubleshooting}#check-bgp-peer-status`,
		summary:
			'calicoctl node status shows each peer; it must say Established. If not, check that the hosts reach each other and that 179/tcp is open.',
	},
	'calico/bgp-not-established': {
		title: 'Calico: BIRD is not ready: BGP not established',
		url: `${calicoTroubleshooting}#error-caliconode-is-not-ready-bird-is-not-ready-bgp-not-established-with-10001`,
		summary:
			'A peer is unreachable: allow BGP between the two, or decommission Node resources that no longer exist.',
	},
	'calico/bgp': {
		title: 'Calico: Configure BGP peering',
		url: `${calico}/networking/configuring/bgp`,
		summary:
			'BGPConfiguration default holds the AS number and whether nodes peer with one another; BGPPeers name routers and route reflectors; a Node may have an AS number of its own.',
	},
	'calico/bgp-peer': {
		title: 'Calico: BGP peer',
		url: `${calico}/reference/resources/bgppeer`,
		summary:
			'Fields of a BGPPeer: which nodes, the address and AS number of the other end, password, source address, filters.',
	},
	'calico/bird-routes': {
		title: 'Calico: Verify the routing table of BIRD',
		url: `${calicoCommands}#verify-bird-routing-table`,
		summary: 'Compare what BIRD knows (birdcl show route) with what the kernel has (ip route).',
	},
	'calico/networkmanager': {
		title: 'Calico: Configure NetworkManager',
		url: `${calicoTroubleshooting}#configure-networkmanager`,
		summary:
			'Write /etc/NetworkManager/conf.d/calico.conf so that cali*, tunl*, vxlan.calico, vxlan-v6.calico, wireguard.cali and wg-v6.cali are unmanaged.',
	},
	'calico/conntrack': {
		title: 'Calico: Linux conntrack table is out of space',
		url: `${calicoTroubleshooting}#linux-conntrack-table-is-out-of-space`,
		summary:
			'Raise net.netfilter.nf_conntrack_max, for example to 1000000, now and in the sysctl configuration.',
	},
	'calico/commands': {
		title: 'Calico: Troubleshooting commands',
		url: calicoCommands,
		summary: 'Commands for hosts, pods, routes and policies, with what a healthy answer looks like.',
	},
	'calico/operator-status': {
		title: 'Calico: Check Tigera Operator status',
		url: `${calicoCommands}#check-tigera-operator-status`,
		summary:
			'kubectl get tigerastatus must say Available; when Degraded, its conditions name the cause. Check the pod in tigera-operator too.',
	},
	'calico/routing-table': {
		title: 'Calico: Verify routing table on the node',
		url: `${calicoCommands}#verify-routing-table-on-the-node`,
		summary: 'ip route must show one route per remote block and one per local pod.',
	},
	'calico/faq-gateway': {
		title: "Calico FAQ: Why can't I see the 169.254.1.1 address mentioned above on my host?",
		url: `${calico}/reference/faq#why-cant-i-see-the-16925411-address-mentioned-above-on-my-host`,
		summary:
			'A pod has the gateway 169.254.1.1; the node answers for it by proxy ARP on the interface of the pod.',
	},
	'calico/network-policy': {
		title: 'Calico: Troubleshooting commands, Network policy',
		url: `${calicoCommands}#network-policy`,
		summary: 'List the Kubernetes and Calico policies that select a pod, in the order in which they apply.',
	},
	'calico/component-logs': {
		title: 'Calico: Component logs',
		url: `${calico}/operations/troubleshoot/component-logs`,
		summary: 'Where each component logs, and how to raise its log level.',
	},
	'calico/felix-log-level': {
		title: 'Calico: Configure Felix log level',
		url: `${calico}/operations/troubleshoot/component-logs#configure-felix-log-level`,
		summary:
			'Raise logSeverityScreen in the FelixConfiguration, for one node or for all, and set it back afterwards.',
	},
	'calico/ebpf': {
		title: 'Calico: Troubleshoot eBPF mode',
		url: `${calico}/operations/ebpf/troubleshoot-ebpf`,
		summary:
			'Check in the calico-node log that eBPF mode is on, inspect the maps with calico-node -bpf and look for drops.',
	},
	'calico/vxlan-device-down': {
		title: 'Calico: VXLAN device down, another owner of UDP 4789',
		url: `${calico}/operations/ebpf/troubleshoot-ebpf#mke-vxlan-device-down`,
		summary:
			'A VXLAN device cannot come up while another, such as one of Docker Swarm, owns the same UDP port. Give one of them another port.',
	},
	'calico/mtu': {
		title: 'Calico: Configure MTU',
		url: `${calico}/networking/configuring/mtu`,
		summary:
			'Pod MTU = host MTU minus overhead: IPIP 20, VXLAN 50 (IPv6 70), WireGuard 60 (IPv6 80). A value you set is taken as it is; restart pods to apply it.',
	},
	'calico/encapsulation': {
		title: 'Calico: Overlay networking',
		url: `${calico}/networking/configuring/vxlan-ipip`,
		summary:
			'VXLAN, IPIP and CrossSubnet are set per IP pool. Use VXLAN where the network does not carry IPIP, such as Azure.',
	},
	'calico/public-cloud-aws': {
		title: 'Calico: Amazon Web Services',
		url: 'https://docs.tigera.io/calico/latest/reference/public-cloud/aws',
		summary:
			'Without a tunnel the source/destination check of every EC2 instance must be off; across subnets a tunnel is needed as well.',
	},
	'calico/public-cloud-azure': {
		title: 'Calico: Azure',
		url: 'https://docs.tigera.io/calico/latest/reference/public-cloud/azure',
		summary: 'Azure does not carry IPIP, and packets of pods only with user-defined routes or in VXLAN.',
	},
	'calico/public-cloud-gce': {
		title: 'Calico: Google Compute Engine',
		url: 'https://docs.tigera.io/calico/latest/reference/public-cloud/gce',
		summary:
			'The network of Google drops packets of pods unless instances may forward and routes exist, or they travel in a tunnel.',
	},
	'calico/ip-autodetection': {
		title: 'Calico: Configure IP autodetection',
		url: `${calico}/networking/ipam/ip-autodetection`,
		summary:
			'first-found may choose the wrong interface. Set nodeAddressAutodetectionV4 to kubernetes: NodeInternalIP, interface, cidrs or canReach.',
	},
	'calico/ipam': {
		title: 'Calico: Get started with IP address management',
		url: `${calico}/networking/ipam/get-started-ip-addresses`,
		summary:
			'Addresses come from blocks of the IP pools; a full pool needs a further pool, not a smaller block.',
	},
	'calico/requirements': {
		title: 'Calico: System requirements for Kubernetes',
		url: `${calico}/getting-started/kubernetes/requirements`,
		summary:
			'Linux kernel 5.10 or later with the listed modules; no other program may manage cali* interfaces.',
	},
	'calico/network-requirements': {
		title: 'Calico: Network requirements',
		url: `${calico}/getting-started/kubernetes/requirements#network-requirements`,
		summary:
			'Open between nodes: 179/tcp for BGP, protocol 4 for IPIP, 4789/udp for VXLAN, 5473/tcp for Typha, 51820-51821/udp for WireGuard.',
	},
	'calico/kernel-dependencies': {
		title: 'Calico: Kernel dependencies',
		url: `${calico}/getting-started/kubernetes/requirements#kernel-dependencies`,
		summary: 'The netfilter, ipset and tunnel modules that must be loadable or built in.',
	},
	'calico/node-readiness': {
		title: 'Calico: Node readiness',
		url: `${calico}/reference/configure-calico-node#node-readiness`,
		summary: 'calico-node checks -felix-ready and, with BGP, -bird-ready; either says why it is not ready.',
	},
	'calico/felix-configuration': {
		title: 'Calico: Configuring Felix',
		url: `${calico}/reference/felix/configuration`,
		summary:
			'Every Felix parameter. Environment variables of the DaemonSet beat FelixConfiguration resources.',
	},
	'calico/felix-resource': {
		title: 'Calico: Felix configuration',
		url: `${calico}/reference/resources/felixconfig`,
		summary:
			'FelixConfiguration default holds for all nodes, node.NAME for one; vxlanVNI and vxlanPort must be the same everywhere.',
	},
	'calico/ip-pool': {
		title: 'Calico: IP pool',
		url: `${calico}/reference/resources/ippool`,
		summary:
			'Every field of an IPPool: cidr, vxlanMode, ipipMode, natOutgoing, disabled, blockSize, nodeSelector.',
	},
	'calico/block-affinity': {
		title: 'Calico: Block affinity',
		url: `${calico}/reference/resources/blockaffinity`,
		summary: 'Which block of addresses belongs to which node; made and removed by Calico, never by hand.',
	},
	'calico/outgoing-nat': {
		title: 'Calico: Configure outgoing NAT',
		url: `${calico}/networking/configuring/workloads-outside-cluster`,
		summary:
			'With natOutgoing pods reach what is outside the cluster under the address of their node; without it the network outside must know the way back.',
	},
	'calico/installation-api': {
		title: 'Calico: Installation reference',
		url: `${calico}/reference/installation/api`,
		summary:
			'Every field of the Installation and of TigeraStatus; installation.* of the chart rke2-calico becomes the spec.',
	},
	'calico/typha': {
		title: 'Calico: Typha overview',
		url: `${calico}/reference/typha/overview`,
		summary: 'Typha stands between the API and every Felix; nodes must reach it on 5473/tcp.',
	},
	'calico/decommission-node': {
		title: 'Calico: Decommission a node',
		url: `${calico}/operations/decommissioning-a-node`,
		summary:
			'Delete the Calico node resource of a machine that is gone, so that peers and address blocks are released.',
	},
	'calico/nftables': {
		title: 'Calico: nftables data plane',
		url: `${calico}/getting-started/kubernetes/nftables`,
		summary:
			'Run kube-proxy in nftables mode and set linuxDataplane: Nftables; both must use the same back end.',
	},
	'calico/wireguard': {
		title: 'Calico: Encrypt in-cluster pod traffic',
		url: `${calico}/network-policy/encrypt-cluster-pod-traffic`,
		summary: 'WireGuard needs the kernel module on every node, 51820/udp open, and a smaller MTU.',
	},
	'calico/install-for-flannel': {
		title: 'Calico: policy with flannel networking (Canal)',
		url: `${calico}/getting-started/kubernetes/flannel/install-for-flannel`,
		summary: 'How Canal is put together: flannel carries the packets, Calico enforces policy.',
	},
	'rke2/issue-calico-tiers': {
		title: 'rancher/rke2#11229: tigerastatus tiers degraded',
		url: 'https://github.com/rancher/rke2/issues/11229',
		summary: 'On v1.36.3 the TigeraStatus tiers is degraded because the chart lacks an object; harmless.',
	},
	'calico/issue-vxlan-offload': {
		title: 'projectcalico/calico#4865: VXLAN checksum offload',
		url: 'https://github.com/projectcalico/calico/issues/4865',
		summary:
			'A kernel bug corrupts checksums over VXLAN; Felix turns the offload off with ChecksumOffloadBroken=true.',
	},
	'cilium/troubleshooting': {
		title: 'Cilium: Troubleshooting',
		url: ciliumTroubleshooting,
		summary: 'Where to begin: status of the agents, connectivity health, drops, policies.',
	},
	'cilium/cluster-health': {
		title: 'Cilium: Component & Cluster Health',
		url: `${ciliumTroubleshooting}#component-cluster-health`,
		summary:
			'List the pods with k8s-app=cilium; CrashLoopBackOff is a permanent failure. cilium-dbg status says which part failed.',
	},
	'cilium/agent-logs': {
		title: 'Cilium: Logs',
		url: `${ciliumTroubleshooting}#ts-agent-logs`,
		summary:
			'kubectl -n kube-system logs --timestamps of the agent, with -p for the one before the last restart.',
	},
	'cilium/connectivity-health': {
		title: 'Cilium: Checking cluster connectivity health',
		url: `${ciliumTroubleshooting}#cluster-connectivity-health`,
		summary:
			'cilium-health status shows each node by ICMP and HTTP, for the host and for an endpoint. Host reachable but endpoint not: the overlay is blocked.',
	},
	'cilium/monitor': {
		title: 'Cilium: Monitoring Datapath State',
		url: `${ciliumTroubleshooting}#monitor`,
		summary: 'cilium-dbg monitor --type drop names the reason of each dropped packet.',
	},
	'cilium/ct-map-full': {
		title: 'Cilium: Handling drop (CT: Map insertion failed)',
		url: `${ciliumTroubleshooting}#handling-drop-ct-map-insertion-failed`,
		summary:
			'The connection tracking map is full: lower conntrack-gc-interval, or raise bpf-ct-global-tcp-max and bpf-ct-global-any-max.',
	},
	'cilium/managed-pods': {
		title: 'Cilium: Ensure pod is managed by Cilium',
		url: `${ciliumTroubleshooting}#ensure-managed-pod`,
		summary:
			'A pod without a CiliumEndpoint was started before Cilium or uses the host network; delete it so that it is created again.',
	},
	'cilium/policy': {
		title: 'Cilium: Policy Troubleshooting',
		url: `${ciliumTroubleshooting}#policy-troubleshooting`,
		summary: 'Look for policy verdicts of the endpoint and at the policies that select it.',
	},
	'cilium/symptoms': {
		title: 'Cilium: Symptom Library',
		url: `${ciliumTroubleshooting}#symptom-library`,
		summary:
			'Node to node traffic dropped while local traffic works: check the tunnel port and the firewall between nodes.',
	},
	'cilium/system-requirements': {
		title: 'Cilium: System Requirements',
		url: `${cilium}/operations/system_requirements/`,
		summary:
			'Linux kernel 5.10 or later (4.18 on RHEL 8.10) with the listed options; notes per distribution.',
	},
	'cilium/firewall-rules': {
		title: 'Cilium: Firewall Rules',
		url: `${cilium}/operations/system_requirements/#firewall-requirements`,
		summary:
			'Open between all nodes: 8472/udp for VXLAN (6081/udp for Geneve), 4240/tcp and ICMP for health, 51871/udp for WireGuard.',
	},
	'cilium/routing': {
		title: 'Cilium: Routing',
		url: `${cilium}/network/concepts/routing/`,
		summary:
			'Tunnel mode needs only the tunnel port; native routing needs every router to know the pod ranges.',
	},
	'cilium/masquerading': {
		title: 'Cilium: Masquerading',
		url: `${cilium}/network/concepts/masquerading/`,
		summary:
			'What leaves the cluster gets the address of the node, except packets to ipv4NativeRoutingCIDR; done by eBPF or by iptables.',
	},
	'cilium/ipsec': {
		title: 'Cilium: IPsec Transparent Encryption',
		url: `${cilium}/security/network/encryption-ipsec/`,
		summary:
			'The Secret cilium-ipsec-keys in kube-system holds the key that all nodes share; agents do not start without it.',
	},
	'cilium/wireguard': {
		title: 'Cilium: WireGuard Transparent Encryption',
		url: `${cilium}/security/network/encryption-wireguard/`,
		summary:
			'Each agent publishes its key in its CiliumNode; UDP 51871 must be open between all nodes. cilium-dbg encrypt status counts the peers.',
	},
	'cilium/fragmentation': {
		title: 'Cilium: Fragment Handling',
		url: `${cilium}/network/concepts/fragmentation/`,
		summary:
			'Cilium tracks fragments by the first one; out of order fragments are lost, as old kernels that ignore the route MTU of forwarded NodePort traffic produce them. Update the kernel.',
	},
	'cilium/ipam': {
		title: 'Cilium: IP Address Management',
		url: `${cilium}/network/concepts/ipam/`,
		summary: 'The IPAM modes; a running cluster must not change its mode.',
	},
	'cilium/ipam-kubernetes': {
		title: 'Cilium: Kubernetes Host Scope IPAM',
		url: `${cilium}/network/concepts/ipam/kubernetes/`,
		summary:
			'RKE2 uses this mode: each node takes its pod addresses from spec.podCIDRs, and the agent waits until the node has one.',
	},
	'cilium/vlan': {
		title: 'Cilium: VLAN 802.1q support',
		url: `${cilium}/configuration/vlan-802.1q/`,
		summary:
			'Tagged packets are dropped at interfaces with programs of Cilium, unless bpf.vlanBypass names their VLAN or the VLAN interface is one of its devices.',
	},
	'cilium/kube-proxy-free': {
		title: 'Cilium: Kubernetes Without kube-proxy',
		url: `${cilium}/network/kubernetes/kubeproxy-free/`,
		summary:
			'With kubeProxyReplacement the agent needs k8sServiceHost and k8sServicePort, and kube-proxy must be gone with its rules.',
	},
	'cilium/issue-health-policy': {
		title: 'cilium/cilium#14871: a policy for the health endpoint',
		url: 'https://github.com/cilium/cilium/issues/14871',
		summary:
			'A cluster-wide default-deny policy also blocks the health endpoints, so that all are called unreachable; a policy that allows the entity health brings them back.',
	},
	'cilium/kubernetes-requirements': {
		title: 'Cilium: Requirements on Kubernetes',
		url: `${cilium}/network/kubernetes/requirements/`,
		summary:
			'The BPF file system should be mounted at /sys/fs/bpf on every node, so that programs and maps outlive a restart of the agent.',
	},
	'cilium/bgp': {
		title: 'Cilium: BGP Control Plane Troubleshooting Guide',
		url: `${cilium}/network/bgp-control-plane/bgp-control-plane-troubleshooting/`,
		summary: 'cilium bgp peers and cilium bgp routes show sessions and what is advertised.',
	},
	'cilium/egress-gateway': {
		title: 'Cilium: Egress Gateway Troubleshooting',
		url: `${cilium}/network/egress-gateway/egress-gateway-troubleshooting/`,
		summary:
			'What to look at on the node of the pod and on the gateway: cilium-dbg bpf egress list, the address of the gateway, the drop reasons.',
	},
	'cilium/kvstore': {
		title: 'Cilium: Key-Value Store',
		url: `${cilium}/cmdref/kvstore/`,
		summary:
			'How agents are told where their etcd is and which certificates to use; cilium-dbg kvstore and cilium-dbg troubleshoot kvstore try it.',
	},
	'cilium/cluster-mesh': {
		title: 'Cilium: Multi-Cluster (Cluster Mesh)',
		url: `${cilium}/network/clustermesh/`,
		summary:
			'Each cluster needs a name and an id of its own (1 to 255), pod CIDRs that do not overlap, nodes that reach each other, and the same certificate authority.',
	},
	'cilium/cluster-mesh-troubleshooting': {
		title: 'Cilium: Cluster Mesh Troubleshooting',
		url: `${ciliumTroubleshooting}#troubleshooting-clustermesh`,
		summary:
			'cilium-dbg troubleshoot clustermesh tells per cluster whether the address resolves, the port is reached and the certificates are accepted.',
	},
	'cilium/istio': {
		title: 'Cilium: Integration with Istio',
		url: `${cilium}/network/servicemesh/istio/`,
		summary:
			'Beside Istio Cilium needs socketLB.hostNamespaceOnly: true where it replaces kube-proxy, and cni.exclusive: false.',
	},
	'cilium/bpf-maps': {
		title: 'Cilium: eBPF Maps',
		url: `${cilium}/network/ebpf/maps/`,
		summary:
			'Every map has an upper limit; beyond it new entries fail. Names each map with its default and the option that raises it.',
	},
	'cilium/identity-labels': {
		title: 'Cilium: Limiting Identity-Relevant Labels',
		url: `${cilium}/operations/performance/scalability/identity-relevant-labels/`,
		summary:
			'Every new set of labels takes one of 65,280 identities; the value labels leaves out those that differ for each pod.',
	},
	'multus/how-to-use': {
		title: 'Multus: CNI usage guide',
		url: `${multusDocs}/how-to-use.md`,
		summary:
			'Create a NetworkAttachmentDefinition, name it in the annotation k8s.v1.cni.cncf.io/networks, and check the interfaces of the pod.',
	},
	'multus/network-attachment-definition': {
		title: 'Multus: Create network attachment definition',
		url: `${multusDocs}/how-to-use.md#create-network-attachment-definition`,
		summary:
			'spec.config is one JSON document in a string. Without it Multus looks for a CNI configuration of that name in /etc/cni/multus/net.d.',
	},
	'multus/configuration': {
		title: 'Multus: Configuration Reference',
		url: `${multusDocs}/configuration.md`,
		summary:
			'Every key of 00-multus.conf: kubeconfig, delegates, clusterNetwork, readinessindicatorfile, namespaceIsolation, logging.',
	},
	'multus/readiness-indicator': {
		title: 'Multus: Default Network Readiness Indicator',
		url: `${multusDocs}/configuration.md#default-network-readiness-indicator`,
		summary:
			'Multus waits for this file of the primary CNI before it attaches anything; a file that never appears fails every pod.',
	},
	'multus/namespace-isolation': {
		title: 'Multus: Namespace Isolation',
		url: `${multusDocs}/configuration.md#namespace-isolation`,
		summary:
			'With namespaceIsolation a pod may use only the definitions of its own namespace, of default, and of globalNamespaces.',
	},
	'multus/logging': {
		title: 'Multus: Logging',
		url: `${multusDocs}/configuration.md#logging`,
		summary: 'Set logToStderr, logFile and logLevel to see what Multus does.',
	},
	'multus/thick-plugin': {
		title: 'Multus: Thick plugin',
		url: `${multusDocs}/thick-plugin.md`,
		summary:
			'multus-shim asks the multus daemon over /run/multus/multus.sock; both configurations must name the same socket.',
	},
	'multus/whereabouts': {
		title: 'Whereabouts: Extended configuration',
		url: 'https://github.com/k8snetworkplumbingwg/whereabouts/blob/master/doc/extended-configuration.md',
		summary: 'Storage, leader election and the reconciler that frees addresses of pods that are gone.',
	},
	'multus/macvlan': {
		title: 'CNI plugin: macvlan',
		url: 'https://www.cni.dev/plugins/current/main/macvlan/',
		summary: 'master, mode and mtu of a macvlan attachment; the mtu must not exceed that of its master.',
	},
	'multus/host-local': {
		title: 'CNI plugin: host-local IPAM',
		url: 'https://www.cni.dev/plugins/current/ipam/host-local/',
		summary: 'Addresses are kept as files per network in /var/lib/cni/networks on this node only.',
	},
	'multus/dhcp': {
		title: 'CNI plugin: dhcp IPAM',
		url: 'https://www.cni.dev/plugins/current/ipam/dhcp/',
		summary: 'Needs the dhcp daemon with /run/cni/dhcp.sock on every node.',
	},
	'multus/portmap': {
		title: 'CNI plugin: portmap',
		url: 'https://www.cni.dev/plugins/current/meta/portmap/',
		summary: 'Implements hostPort with iptables rules; it needs the iptables binary on the host.',
	},
	'kubernetes/cni-errors': {
		title: 'Kubernetes: Troubleshooting CNI plugin-related errors',
		url: `${kubernetes}/tasks/administer-cluster/migrating-from-dockershim/troubleshooting-cni-plugin-related-errors/`,
		summary:
			'Use CNI plugins that support the version their configuration names, and make sure the loopback plugin is installed.',
	},
	'kubernetes/debug-service': {
		title: 'Kubernetes: Debug Services',
		url: `${kubernetes}/tasks/debug/debug-application/debug-service/`,
		summary:
			'Check in order: the Service exists, its DNS name resolves, it has endpoints, the pods answer, kube-proxy runs and has written its rules.',
	},
	'kubernetes/coredns-loop': {
		title: 'CoreDNS – Plugin loop: troubleshooting loops in Kubernetes clusters',
		url: 'https://coredns.io/plugins/loop/#troubleshooting-loops-in-kubernetes-clusters',
		summary:
			'A loopback address in the resolv.conf that the kubelet hands on makes CoreDNS ask itself. Name the file with the real name servers to the kubelet (resolv-conf).',
	},
	'kubernetes/pod-dns': {
		title: 'Kubernetes: DNS for Services and Pods',
		url: `${kubernetes}/concepts/services-networking/dns-pod-service/`,
		summary:
			'What a pod gets as resolv.conf: at most three name servers and 32 search domains, ndots:5, and how dnsPolicy and dnsConfig change it.',
	},
	'kubernetes/debug-dns': {
		title: 'Kubernetes: Debugging DNS Resolution',
		url: `${kubernetes}/tasks/administer-cluster/dns-debugging-resolution/`,
		summary:
			'Resolve kubernetes.default from a test pod, then check resolv.conf of the pod, CoreDNS pods and logs, the DNS service and its endpoints.',
	},
	'kubernetes/node-pressure': {
		title: 'Kubernetes: Node-pressure Eviction',
		url: `${kubernetes}/concepts/scheduling-eviction/node-pressure-eviction/`,
		summary:
			'kubelet ends pods when disk space or inodes run out; which file systems it watches, and from what on.',
	},
	'kubernetes/debug-cluster': {
		title: 'Kubernetes: Troubleshooting Clusters',
		url: `${kubernetes}/tasks/debug/debug-cluster/`,
		summary:
			'List the nodes, describe those that are not Ready, and read the logs of kubelet and control plane.',
	},
	'kubernetes/crictl': {
		title: 'Kubernetes: Debugging Kubernetes nodes with crictl',
		url: `${kubernetes}/tasks/debug/debug-cluster/crictl/`,
		summary: 'crictl pods, ps -a, inspectp and logs work on the node without the API server.',
	},
	'kubernetes/troubleshoot-kubectl': {
		title: 'Kubernetes: Troubleshooting kubectl',
		url: `${kubernetes}/tasks/debug/debug-cluster/troubleshoot-kubectl/`,
		summary: 'Check kubeconfig, server address, certificates and access rights when the API does not answer.',
	},
	'kubernetes/network-plugins': {
		title: 'Kubernetes: Network Plugins',
		url: `${kubernetes}/concepts/extend-kubernetes/compute-storage-net/network-plugins/`,
		summary:
			'What a CNI must provide: loopback, hostPort through portmap, and bridged traffic that iptables sees.',
	},
	'kubernetes/taints': {
		title: 'Kubernetes: Taints and Tolerations',
		url: `${kubernetes}/concepts/scheduling-eviction/taint-and-toleration/`,
		summary:
			'A node with a taint takes only pods that tolerate it: give the DaemonSet a toleration, or remove the taint.',
	},
	'kubernetes/network-policies': {
		title: 'Kubernetes: Network Policies',
		url: `${kubernetes}/concepts/services-networking/network-policies/`,
		summary:
			'A pod that any policy selects accepts only what some policy allows; only a CNI with policy support enforces it.',
	},
} as const satisfies Readonly<Record<string, GuideEntry>>;

export type GuideId = keyof typeof guides;

const isGuideId = (id: string): id is GuideId => Object.hasOwn(guides, id);

/** Title and address for a report; throws for an id that is not in the catalogue. */
export const guideLink = (id: string): GuideLink => {
	if (!isGuideId(id)) {
		throw new Error(`expected an id of the guide catalogue, got ${JSON.stringify(id)}`);
	}
	const {title, url} = guides[id];
	return {title, url};
};
