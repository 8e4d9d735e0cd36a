// Written by `npm run gen`.
import type {ValueOf} from '../core/probe.ts';
import {birdInContainer} from './bird.in-container.ts';
import {birdProtocols} from './bird.protocols.ts';
import {birdRoutes} from './bird.routes.ts';
import {birdSocket} from './bird.socket.ts';
import {birdStatus} from './bird.status.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {bridgeVlans} from './bridge.vlans.ts';
import {calicoBgpConfiguration} from './calico.bgp-configuration.ts';
import {calicoBgpPeers} from './calico.bgp-peers.ts';
import {calicoBlockAffinities} from './calico.block-affinities.ts';
import {calicoClusterInformation} from './calico.cluster-information.ts';
import {calicoContainers} from './calico.containers.ts';
import {calicoEbpfRefusal} from './calico.ebpf-refusal.ts';
import {calicoFelixConfiguration} from './calico.felix-configuration.ts';
import {calicoFiles} from './calico.files.ts';
import {calicoInstallation} from './calico.installation.ts';
import {calicoIpamConfiguration} from './calico.ipam-configuration.ts';
import {calicoIppools} from './calico.ippools.ts';
import {calicoKubeconfig} from './calico.kubeconfig.ts';
import {calicoLogs} from './calico.logs.ts';
import {calicoOperator} from './calico.operator.ts';
import {calicoOperatorContainers} from './calico.operator-containers.ts';
import {calicoOperatorLogs} from './calico.operator-logs.ts';
import {calicoOwnBlocks} from './calico.own-blocks.ts';
import {calicoPodBlocks} from './calico.pod-blocks.ts';
import {calicoProcess} from './calico.process.ts';
import {calicoTigeraStatus} from './calico.tigera-status.ts';
import {calicoTypha} from './calico.typha.ts';
import {calicoTyphaEndpoints} from './calico.typha-endpoints.ts';
import {calicoWorkloads} from './calico.workloads.ts';
import {canalContainers} from './canal.containers.ts';
import {canalLogs} from './canal.logs.ts';
import {ciliumAgent} from './cilium.agent.ts';
import {ciliumBgpPeers} from './cilium.bgp-peers.ts';
import {ciliumConfiguration} from './cilium.configuration.ts';
import {ciliumContainers} from './cilium.containers.ts';
import {ciliumDaemon} from './cilium.daemon.ts';
import {ciliumEndpoints} from './cilium.endpoints.ts';
import {ciliumEnvoy} from './cilium.envoy.ts';
import {ciliumHealth} from './cilium.health.ts';
import {ciliumHealthPort} from './cilium.health-port.ts';
import {ciliumKnownNodes} from './cilium.known-nodes.ts';
import {ciliumLogs} from './cilium.logs.ts';
import {ciliumMapPressure} from './cilium.map-pressure.ts';
import {ciliumNodes} from './cilium.nodes.ts';
import {ciliumOperator} from './cilium.operator.ts';
import {ciliumOperatorContainers} from './cilium.operator-containers.ts';
import {ciliumOperatorLogs} from './cilium.operator-logs.ts';
import {ciliumRedirects} from './cilium.redirects.ts';
import {ciliumRouting} from './cilium.routing.ts';
import {ciliumSocket} from './cilium.socket.ts';
import {ciliumStatus} from './cilium.status.ts';
import {ciliumStatusInContainer} from './cilium.status-in-container.ts';
import {ciliumUnmanagedPods} from './cilium.unmanaged-pods.ts';
import {ciliumXfrmErrors} from './cilium.xfrm-errors.ts';
import {clusterRanges} from './cluster.ranges.ts';
import {cniApiContact} from './cni.api-contact.ts';
import {cniBinaries} from './cni.binaries.ts';
import {cniConfiguration} from './cni.configuration.ts';
import {cniDirectory} from './cni.directory.ts';
import {conntrackEntries} from './conntrack.entries.ts';
import {conntrackUsage} from './conntrack.usage.ts';
import {containerdEndpoint} from './containerd.endpoint.ts';
import {containerdEnvironment} from './containerd.environment.ts';
import {containerdLog} from './containerd.log.ts';
import {corednsContainers} from './coredns.containers.ts';
import {corednsLogs} from './coredns.logs.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';
import {crictlRuntime} from './crictl.runtime.ts';
import {crictlSandboxNetworks} from './crictl.sandbox-networks.ts';
import {dnsContact} from './dns.contact.ts';
import {dnsContactTcp} from './dns.contact-tcp.ts';
import {dnsEndpointAnswers} from './dns.endpoint-answers.ts';
import {dnsHostResolvers} from './dns.host-resolvers.ts';
import {dnsPodResolvers} from './dns.pod-resolvers.ts';
import {dnsSearchAnswers} from './dns.search-answers.ts';
import {etcdContainers} from './etcd.containers.ts';
import {etcdLog} from './etcd.log.ts';
import {etcdSilentMembers} from './etcd.silent-members.ts';
import {ethtoolFeatures} from './ethtool.features.ts';
import {felixHealth} from './felix.health.ts';
import {felixPortOwner} from './felix.port-owner.ts';
import {felixSettings} from './felix.settings.ts';
import {firewallHarm} from './firewall.harm.ts';
import {flannelContainers} from './flannel.containers.ts';
import {flannelHealth} from './flannel.health.ts';
import {flannelLogs} from './flannel.logs.ts';
import {flannelMasquerade} from './flannel.masquerade.ts';
import {flannelMasqueradeIpv6} from './flannel.masquerade-ipv6.ts';
import {flannelNetConf} from './flannel.net-conf.ts';
import {flannelPodCidr} from './flannel.pod-cidr.ts';
import {flannelProcess} from './flannel.process.ts';
import {flannelSubnetEnv} from './flannel.subnet-env.ts';
import {healthHanging} from './health.hanging.ts';
import {helmInstallations} from './helm.installations.ts';
import {helmLogs} from './helm.logs.ts';
import {hostLocalDirectory} from './host-local.directory.ts';
import {hostLocalLeases} from './host-local.leases.ts';
import {ingressContainers} from './ingress.containers.ts';
import {ingressLogs} from './ingress.logs.ts';
import {inotifyLimits} from './inotify.limits.ts';
import {ipAddress} from './ip.address.ts';
import {ipLink} from './ip.link.ts';
import {ipLinkAgain} from './ip.link-again.ts';
import {ipNeighbour} from './ip.neighbour.ts';
import {ipNeighbourIpv6} from './ip.neighbour-ipv6.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {ipRuleIpv6} from './ip.rule-ipv6.ts';
import {ipsecErrors} from './ipsec.errors.ts';
import {iptablesBinary} from './iptables.binary.ts';
import {ipvsServers} from './ipvs.servers.ts';
import {kernelLog} from './kernel.log.ts';
import {kernelModules} from './kernel.modules.ts';
import {kernelModulesOnDisk} from './kernel.modules-on-disk.ts';
import {kubeApiserverContainers} from './kube-apiserver.containers.ts';
import {kubeApiserverLogs} from './kube-apiserver.logs.ts';
import {kubeProxyArguments} from './kube-proxy.arguments.ts';
import {kubeProxyContainers} from './kube-proxy.containers.ts';
import {kubeProxyHealth} from './kube-proxy.health.ts';
import {kubeProxyLogs} from './kube-proxy.logs.ts';
import {kubeProxyMode} from './kube-proxy.mode.ts';
import {kubeProxyNftServices} from './kube-proxy.nft-services.ts';
import {kubeletHealth} from './kubelet.health.ts';
import {kubeletLog} from './kubelet.log.ts';
import {kubernetesEndpoint} from './kubernetes.endpoint.ts';
import {kubernetesHelm} from './kubernetes.helm.ts';
import {kubernetesNetworkPolicies} from './kubernetes.network-policies.ts';
import {kubernetesNode} from './kubernetes.node.ts';
import {kubernetesNodeKernels} from './kubernetes.node-kernels.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {kubernetesRunningPods} from './kubernetes.running-pods.ts';
import {kubernetesSingleNode} from './kubernetes.single-node.ts';
import {kubernetesSystemPolicies} from './kubernetes.system-policies.ts';
import {linkDrivers} from './link.drivers.ts';
import {multusContainers} from './multus.containers.ts';
import {multusDaemon} from './multus.daemon.ts';
import {multusDhcpSocket} from './multus.dhcp-socket.ts';
import {multusKubeconfig} from './multus.kubeconfig.ts';
import {multusLogs} from './multus.logs.ts';
import {multusNetworks} from './multus.networks.ts';
import {multusPods} from './multus.pods.ts';
import {multusPodsElsewhere} from './multus.pods-elsewhere.ts';
import {multusReadinessIndicator} from './multus.readiness-indicator.ts';
import {neighbourUsage} from './neighbour.usage.ts';
import {netfilterBgpPassage} from './netfilter.bgp-passage.ts';
import {netfilterIp6tables} from './netfilter.ip6tables.ts';
import {netfilterIpipPassage} from './netfilter.ipip-passage.ts';
import {netfilterIptables} from './netfilter.iptables.ts';
import {netfilterLookups} from './netfilter.lookups.ts';
import {netfilterNftChains} from './netfilter.nft-chains.ts';
import {netfilterNftDevices} from './netfilter.nft-devices.ts';
import {netfilterNftInput} from './netfilter.nft-input.ts';
import {netfilterNftNat} from './netfilter.nft-nat.ts';
import {netfilterOverlayLosses} from './netfilter.overlay-losses.ts';
import {netfilterOverlayPassage} from './netfilter.overlay-passage.ts';
import {netfilterOverlayWalk} from './netfilter.overlay-walk.ts';
import {netfilterPacketMarks} from './netfilter.packet-marks.ts';
import {netfilterPeerPassage} from './netfilter.peer-passage.ts';
import {netfilterPodMasquerade} from './netfilter.pod-masquerade.ts';
import {netfilterPodPassage} from './netfilter.pod-passage.ts';
import {netfilterQueues} from './netfilter.queues.ts';
import {netfilterServerPassage} from './netfilter.server-passage.ts';
import {netfilterServicePassage} from './netfilter.service-passage.ts';
import {netfilterSets} from './netfilter.sets.ts';
import {netfilterUntracked} from './netfilter.untracked.ts';
import {netfilterWireguardPassage} from './netfilter.wireguard-passage.ts';
import {netstatCounters} from './netstat.counters.ts';
import {networkAddressLosses} from './network.address-losses.ts';
import {networkdLinks} from './networkd.links.ts';
import {networkmanagerFileNames} from './networkmanager.file-names.ts';
import {networkmanagerState} from './networkmanager.state.ts';
import {nodelocalContainers} from './nodelocal.containers.ts';
import {nodelocalLogs} from './nodelocal.logs.ts';
import {overlayCounters} from './overlay.counters.ts';
import {overlayProvenPeers} from './overlay.proven-peers.ts';
import {peerAddresses} from './peer.addresses.ts';
import {peerOverlay} from './peer.overlay.ts';
import {peerOverlayPing} from './peer.overlay-ping.ts';
import {peerOverlayReached} from './peer.overlay-reached.ts';
import {peerPathMtu} from './peer.path-mtu.ts';
import {peerPlan} from './peer.plan.ts';
import {peerUnderlay} from './peer.underlay.ts';
import {peerUnderlayIpv6} from './peer.underlay-ipv6.ts';
import {peerUnderlayMtu} from './peer.underlay-mtu.ts';
import {peerUnderlayPing} from './peer.underlay-ping.ts';
import {peerUnderlayReached} from './peer.underlay-reached.ts';
import {podAddressedOutside} from './pod.addressed-outside.ts';
import {podKnownOutside} from './pod.known-outside.ts';
import {podNetworks} from './pod.networks.ts';
import {processList} from './process.list.ts';
import {rke2BinaryVersion} from './rke2.binary-version.ts';
import {rke2Certificates} from './rke2.certificates.ts';
import {rke2ChartRemovals} from './rke2.chart-removals.ts';
import {rke2Configuration} from './rke2.configuration.ts';
import {rke2ConfigurationFiles} from './rke2.configuration-files.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';
import {rke2Installation} from './rke2.installation.ts';
import {rke2Journal} from './rke2.journal.ts';
import {rke2Kubeconfigs} from './rke2.kubeconfigs.ts';
import {rke2LoadBalancer} from './rke2.load-balancer.ts';
import {rke2ManifestFiles} from './rke2.manifest-files.ts';
import {rke2Manifests} from './rke2.manifests.ts';
import {rke2NodeName} from './rke2.node-name.ts';
import {rke2NodeOptions} from './rke2.node-options.ts';
import {rke2Registration} from './rke2.registration.ts';
import {rke2Release} from './rke2.release.ts';
import {rke2ServerFiles} from './rke2.server-files.ts';
import {rke2ServersReached} from './rke2.servers-reached.ts';
import {rke2Service} from './rke2.service.ts';
import {rke2Settled} from './rke2.settled.ts';
import {rke2Tunnels} from './rke2.tunnels.ts';
import {rke2UnitEnvironment} from './rke2.unit-environment.ts';
import {sandboxAttempts} from './sandbox.attempts.ts';
import {selinuxMode} from './selinux.mode.ts';
import {serviceContact} from './service.contact.ts';
import {serviceEndpoints} from './service.endpoints.ts';
import {serviceHostPorts} from './service.host-ports.ts';
import {serviceKeptTargets} from './service.kept-targets.ts';
import {serviceNodePortListeners} from './service.node-port-listeners.ts';
import {servicePortListeners} from './service.port-listeners.ts';
import {serviceRules} from './service.rules.ts';
import {serviceRulesIpv6} from './service.rules-ipv6.ts';
import {serviceStaleConnections} from './service.stale-connections.ts';
import {serviceStaleDatagrams} from './service.stale-datagrams.ts';
import {snmpChecksumErrors} from './snmp.checksum-errors.ts';
import {sysctlArpIgnore} from './sysctl.arp-ignore.ts';
import {sysctlArpIgnoreAll} from './sysctl.arp-ignore-all.ts';
import {sysctlBridge} from './sysctl.bridge.ts';
import {sysctlFileNames} from './sysctl.file-names.ts';
import {sysctlFiles} from './sysctl.files.ts';
import {sysctlIpv6Disabled} from './sysctl.ipv6-disabled.ts';
import {sysctlNetwork} from './sysctl.network.ts';
import {sysctlProxyArp} from './sysctl.proxy-arp.ts';
import {systemClock} from './system.clock.ts';
import {systemFileSystems} from './system.file-systems.ts';
import {systemHostname} from './system.hostname.ts';
import {systemKernel} from './system.kernel.ts';
import {systemLocalTime} from './system.local-time.ts';
import {systemMounts} from './system.mounts.ts';
import {systemOsRelease} from './system.os-release.ts';
import {systemVendor} from './system.vendor.ts';
import {systemdUnits} from './systemd.units.ts';
import {ufwConfiguration} from './ufw.configuration.ts';
import {whereaboutsFiles} from './whereabouts.files.ts';
import {whereaboutsPools} from './whereabouts.pools.ts';
import {wireguardNodes} from './wireguard.nodes.ts';
import {wireguardPeers} from './wireguard.peers.ts';

export const probes = {
	'bird.in-container': birdInContainer,
	'bird.protocols': birdProtocols,
	'bird.routes': birdRoutes,
	'bird.socket': birdSocket,
	'bird.status': birdStatus,
	'bridge.fdb': bridgeFdb,
	'bridge.vlans': bridgeVlans,
	'calico.bgp-configuration': calicoBgpConfiguration,
	'calico.bgp-peers': calicoBgpPeers,
	'calico.block-affinities': calicoBlockAffinities,
	'calico.cluster-information': calicoClusterInformation,
	'calico.containers': calicoContainers,
	'calico.ebpf-refusal': calicoEbpfRefusal,
	'calico.felix-configuration': calicoFelixConfiguration,
	'calico.files': calicoFiles,
	'calico.installation': calicoInstallation,
	'calico.ipam-configuration': calicoIpamConfiguration,
	'calico.ippools': calicoIppools,
	'calico.kubeconfig': calicoKubeconfig,
	'calico.logs': calicoLogs,
	'calico.operator': calicoOperator,
	'calico.operator-containers': calicoOperatorContainers,
	'calico.operator-logs': calicoOperatorLogs,
	'calico.own-blocks': calicoOwnBlocks,
	'calico.pod-blocks': calicoPodBlocks,
	'calico.process': calicoProcess,
	'calico.tigera-status': calicoTigeraStatus,
	'calico.typha': calicoTypha,
	'calico.typha-endpoints': calicoTyphaEndpoints,
	'calico.workloads': calicoWorkloads,
	'canal.containers': canalContainers,
	'canal.logs': canalLogs,
	'cilium.agent': ciliumAgent,
	'cilium.bgp-peers': ciliumBgpPeers,
	'cilium.configuration': ciliumConfiguration,
	'cilium.containers': ciliumContainers,
	'cilium.daemon': ciliumDaemon,
	'cilium.endpoints': ciliumEndpoints,
	'cilium.envoy': ciliumEnvoy,
	'cilium.health': ciliumHealth,
	'cilium.health-port': ciliumHealthPort,
	'cilium.known-nodes': ciliumKnownNodes,
	'cilium.logs': ciliumLogs,
	'cilium.map-pressure': ciliumMapPressure,
	'cilium.nodes': ciliumNodes,
	'cilium.operator': ciliumOperator,
	'cilium.operator-containers': ciliumOperatorContainers,
	'cilium.operator-logs': ciliumOperatorLogs,
	'cilium.redirects': ciliumRedirects,
	'cilium.routing': ciliumRouting,
	'cilium.socket': ciliumSocket,
	'cilium.status': ciliumStatus,
	'cilium.status-in-container': ciliumStatusInContainer,
	'cilium.unmanaged-pods': ciliumUnmanagedPods,
	'cilium.xfrm-errors': ciliumXfrmErrors,
	'cluster.ranges': clusterRanges,
	'cni.api-contact': cniApiContact,
	'cni.binaries': cniBinaries,
	'cni.configuration': cniConfiguration,
	'cni.directory': cniDirectory,
	'conntrack.entries': conntrackEntries,
	'conntrack.usage': conntrackUsage,
	'containerd.endpoint': containerdEndpoint,
	'containerd.environment': containerdEnvironment,
	'containerd.log': containerdLog,
	'coredns.containers': corednsContainers,
	'coredns.logs': corednsLogs,
	'crictl.containers': crictlContainers,
	'crictl.pods': crictlPods,
	'crictl.runtime': crictlRuntime,
	'crictl.sandbox-networks': crictlSandboxNetworks,
	'dns.contact': dnsContact,
	'dns.contact-tcp': dnsContactTcp,
	'dns.endpoint-answers': dnsEndpointAnswers,
	'dns.host-resolvers': dnsHostResolvers,
	'dns.pod-resolvers': dnsPodResolvers,
	'dns.search-answers': dnsSearchAnswers,
	'etcd.containers': etcdContainers,
	'etcd.log': etcdLog,
	'etcd.silent-members': etcdSilentMembers,
	'ethtool.features': ethtoolFeatures,
	'felix.health': felixHealth,
	'felix.port-owner': felixPortOwner,
	'felix.settings': felixSettings,
	'firewall.harm': firewallHarm,
	'flannel.containers': flannelContainers,
	'flannel.health': flannelHealth,
	'flannel.logs': flannelLogs,
	'flannel.masquerade': flannelMasquerade,
	'flannel.masquerade-ipv6': flannelMasqueradeIpv6,
	'flannel.net-conf': flannelNetConf,
	'flannel.pod-cidr': flannelPodCidr,
	'flannel.process': flannelProcess,
	'flannel.subnet-env': flannelSubnetEnv,
	'health.hanging': healthHanging,
	'helm.installations': helmInstallations,
	'helm.logs': helmLogs,
	'host-local.directory': hostLocalDirectory,
	'host-local.leases': hostLocalLeases,
	'ingress.containers': ingressContainers,
	'ingress.logs': ingressLogs,
	'inotify.limits': inotifyLimits,
	'ip.address': ipAddress,
	'ip.link': ipLink,
	'ip.link-again': ipLinkAgain,
	'ip.neighbour': ipNeighbour,
	'ip.neighbour-ipv6': ipNeighbourIpv6,
	'ip.route': ipRoute,
	'ip.rule': ipRule,
	'ip.rule-ipv6': ipRuleIpv6,
	'ipsec.errors': ipsecErrors,
	'iptables.binary': iptablesBinary,
	'ipvs.servers': ipvsServers,
	'kernel.log': kernelLog,
	'kernel.modules': kernelModules,
	'kernel.modules-on-disk': kernelModulesOnDisk,
	'kube-apiserver.containers': kubeApiserverContainers,
	'kube-apiserver.logs': kubeApiserverLogs,
	'kube-proxy.arguments': kubeProxyArguments,
	'kube-proxy.containers': kubeProxyContainers,
	'kube-proxy.health': kubeProxyHealth,
	'kube-proxy.logs': kubeProxyLogs,
	'kube-proxy.mode': kubeProxyMode,
	'kube-proxy.nft-services': kubeProxyNftServices,
	'kubelet.health': kubeletHealth,
	'kubelet.log': kubeletLog,
	'kubernetes.endpoint': kubernetesEndpoint,
	'kubernetes.helm': kubernetesHelm,
	'kubernetes.network-policies': kubernetesNetworkPolicies,
	'kubernetes.node': kubernetesNode,
	'kubernetes.node-kernels': kubernetesNodeKernels,
	'kubernetes.nodes': kubernetesNodes,
	'kubernetes.running-pods': kubernetesRunningPods,
	'kubernetes.single-node': kubernetesSingleNode,
	'kubernetes.system-policies': kubernetesSystemPolicies,
	'link.drivers': linkDrivers,
	'multus.containers': multusContainers,
	'multus.daemon': multusDaemon,
	'multus.dhcp-socket': multusDhcpSocket,
	'multus.kubeconfig': multusKubeconfig,
	'multus.logs': multusLogs,
	'multus.networks': multusNetworks,
	'multus.pods': multusPods,
	'multus.pods-elsewhere': multusPodsElsewhere,
	'multus.readiness-indicator': multusReadinessIndicator,
	'neighbour.usage': neighbourUsage,
	'netfilter.bgp-passage': netfilterBgpPassage,
	'netfilter.ip6tables': netfilterIp6tables,
	'netfilter.ipip-passage': netfilterIpipPassage,
	'netfilter.iptables': netfilterIptables,
	'netfilter.lookups': netfilterLookups,
	'netfilter.nft-chains': netfilterNftChains,
	'netfilter.nft-devices': netfilterNftDevices,
	'netfilter.nft-input': netfilterNftInput,
	'netfilter.nft-nat': netfilterNftNat,
	'netfilter.overlay-losses': netfilterOverlayLosses,
	'netfilter.overlay-passage': netfilterOverlayPassage,
	'netfilter.overlay-walk': netfilterOverlayWalk,
	'netfilter.packet-marks': netfilterPacketMarks,
	'netfilter.peer-passage': netfilterPeerPassage,
	'netfilter.pod-masquerade': netfilterPodMasquerade,
	'netfilter.pod-passage': netfilterPodPassage,
	'netfilter.queues': netfilterQueues,
	'netfilter.server-passage': netfilterServerPassage,
	'netfilter.service-passage': netfilterServicePassage,
	'netfilter.sets': netfilterSets,
	'netfilter.untracked': netfilterUntracked,
	'netfilter.wireguard-passage': netfilterWireguardPassage,
	'netstat.counters': netstatCounters,
	'network.address-losses': networkAddressLosses,
	'networkd.links': networkdLinks,
	'networkmanager.file-names': networkmanagerFileNames,
	'networkmanager.state': networkmanagerState,
	'nodelocal.containers': nodelocalContainers,
	'nodelocal.logs': nodelocalLogs,
	'overlay.counters': overlayCounters,
	'overlay.proven-peers': overlayProvenPeers,
	'peer.addresses': peerAddresses,
	'peer.overlay': peerOverlay,
	'peer.overlay-ping': peerOverlayPing,
	'peer.overlay-reached': peerOverlayReached,
	'peer.path-mtu': peerPathMtu,
	'peer.plan': peerPlan,
	'peer.underlay': peerUnderlay,
	'peer.underlay-ipv6': peerUnderlayIpv6,
	'peer.underlay-mtu': peerUnderlayMtu,
	'peer.underlay-ping': peerUnderlayPing,
	'peer.underlay-reached': peerUnderlayReached,
	'pod.addressed-outside': podAddressedOutside,
	'pod.known-outside': podKnownOutside,
	'pod.networks': podNetworks,
	'process.list': processList,
	'rke2.binary-version': rke2BinaryVersion,
	'rke2.certificates': rke2Certificates,
	'rke2.chart-removals': rke2ChartRemovals,
	'rke2.configuration': rke2Configuration,
	'rke2.configuration-files': rke2ConfigurationFiles,
	'rke2.data-directory': rke2DataDirectory,
	'rke2.installation': rke2Installation,
	'rke2.journal': rke2Journal,
	'rke2.kubeconfigs': rke2Kubeconfigs,
	'rke2.load-balancer': rke2LoadBalancer,
	'rke2.manifest-files': rke2ManifestFiles,
	'rke2.manifests': rke2Manifests,
	'rke2.node-name': rke2NodeName,
	'rke2.node-options': rke2NodeOptions,
	'rke2.registration': rke2Registration,
	'rke2.release': rke2Release,
	'rke2.server-files': rke2ServerFiles,
	'rke2.servers-reached': rke2ServersReached,
	'rke2.service': rke2Service,
	'rke2.settled': rke2Settled,
	'rke2.tunnels': rke2Tunnels,
	'rke2.unit-environment': rke2UnitEnvironment,
	'sandbox.attempts': sandboxAttempts,
	'selinux.mode': selinuxMode,
	'service.contact': serviceContact,
	'service.endpoints': serviceEndpoints,
	'service.host-ports': serviceHostPorts,
	'service.kept-targets': serviceKeptTargets,
	'service.node-port-listeners': serviceNodePortListeners,
	'service.port-listeners': servicePortListeners,
	'service.rules': serviceRules,
	'service.rules-ipv6': serviceRulesIpv6,
	'service.stale-connections': serviceStaleConnections,
	'service.stale-datagrams': serviceStaleDatagrams,
	'snmp.checksum-errors': snmpChecksumErrors,
	'sysctl.arp-ignore': sysctlArpIgnore,
	'sysctl.arp-ignore-all': sysctlArpIgnoreAll,
	'sysctl.bridge': sysctlBridge,
	'sysctl.file-names': sysctlFileNames,
	'sysctl.files': sysctlFiles,
	'sysctl.ipv6-disabled': sysctlIpv6Disabled,
	'sysctl.network': sysctlNetwork,
	'sysctl.proxy-arp': sysctlProxyArp,
	'system.clock': systemClock,
	'system.file-systems': systemFileSystems,
	'system.hostname': systemHostname,
	'system.kernel': systemKernel,
	'system.local-time': systemLocalTime,
	'system.mounts': systemMounts,
	'system.os-release': systemOsRelease,
	'system.vendor': systemVendor,
	'systemd.units': systemdUnits,
	'ufw.configuration': ufwConfiguration,
	'whereabouts.files': whereaboutsFiles,
	'whereabouts.pools': whereaboutsPools,
	'wireguard.nodes': wireguardNodes,
	'wireguard.peers': wireguardPeers,
} as const;

/** The value of each probe by its id: what checks name in `needs` and `wants`. */
export type ProbeValues = {readonly [Id in keyof typeof probes]: ValueOf<(typeof probes)[Id]>};
