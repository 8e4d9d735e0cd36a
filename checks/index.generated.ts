// Written by `npm run gen`.
import type {AnyCheck} from '../src/core/check.ts';
import rke2ApiCalls from './rke2/api-calls.ts';
import rke2ApiUnreachable from './rke2/api-unreachable.ts';
import rke2CertificateIssuer from './rke2/certificate-issuer.ts';
import rke2Certificates from './rke2/certificates.ts';
import rke2ChartConfig from './rke2/chart-config.ts';
import rke2ChartConfigTwice from './rke2/chart-config-twice.ts';
import rke2ChartInstallation from './rke2/chart-installation.ts';
import rke2ChartRemoved from './rke2/chart-removed.ts';
import rke2CisPolicies from './rke2/cis-policies.ts';
import rke2CloudTaint from './rke2/cloud-taint.ts';
import rke2CniNone from './rke2/cni-none.ts';
import rke2CniSignals from './rke2/cni-signals.ts';
import rke2ConfigurationInvalid from './rke2/configuration-invalid.ts';
import rke2ContainerRuntime from './rke2/container-runtime.ts';
import rke2Datastore from './rke2/datastore.ts';
import rke2DisabledParts from './rke2/disabled-parts.ts';
import rke2EgressSelector from './rke2/egress-selector.ts';
import rke2EtcdMember from './rke2/etcd-member.ts';
import rke2Journal from './rke2/journal.ts';
import rke2Kubeconfigs from './rke2/kubeconfigs.ts';
import rke2Kubelet from './rke2/kubelet.ts';
import rke2KubeletEnd from './rke2/kubelet-end.ts';
import rke2KubeletNames from './rke2/kubelet-names.ts';
import rke2KubeletStopped from './rke2/kubelet-stopped.ts';
import rke2ManifestInvalid from './rke2/manifest-invalid.ts';
import rke2PinnedImage from './rke2/pinned-image.ts';
import rke2PolicyWebhook from './rke2/policy-webhook.ts';
import rke2Registration from './rke2/registration.ts';
import rke2RegistrationAddress from './rke2/registration-address.ts';
import rke2ServerAddress from './rke2/server-address.ts';
import rke2ServiceStopped from './rke2/service-stopped.ts';
import rke2Tunnel from './rke2/tunnel.ts';
import hostArpIgnore from './host/arp-ignore.ts';
import hostBridgeNetfilter from './host/bridge-netfilter.ts';
import hostConntrackDrops from './host/conntrack-drops.ts';
import hostConntrackTable from './host/conntrack-table.ts';
import hostDefaultRoute from './host/default-route.ts';
import hostDuplicateHostname from './host/duplicate-hostname.ts';
import hostFileSystems from './host/file-systems.ts';
import hostFirewalld from './host/firewalld.ts';
import hostForwarding from './host/forwarding.ts';
import hostHangingDaemon from './host/hanging-daemon.ts';
import hostHostname from './host/hostname.ts';
import hostInotifyLimits from './host/inotify-limits.ts';
import hostInotifyLowered from './host/inotify-lowered.ts';
import hostIptablesMissing from './host/iptables-missing.ts';
import hostIpv6Disabled from './host/ipv6-disabled.ts';
import hostIpv6RouterAdvertisement from './host/ipv6-router-advertisement.ts';
import hostKernelLog from './host/kernel-log.ts';
import hostKernelModules from './host/kernel-modules.ts';
import hostLocalRoutingTable from './host/local-routing-table.ts';
import hostLoopback from './host/loopback.ts';
import hostMartianPackets from './host/martian-packets.ts';
import hostNeighbourTable from './host/neighbour-table.ts';
import hostNetworkManager from './host/network-manager.ts';
import hostNetworkd from './host/networkd.ts';
import hostNmCloudSetup from './host/nm-cloud-setup.ts';
import hostReversePathFilter from './host/reverse-path-filter.ts';
import hostReversePathFilterArp from './host/reverse-path-filter-arp.ts';
import hostReversePathFilterPods from './host/reverse-path-filter-pods.ts';
import hostReversePathFilterTunnel from './host/reverse-path-filter-tunnel.ts';
import hostUfw from './host/ufw.ts';
import hostWicked from './host/wicked.ts';
import interfaceAddressDuplicate from './interface/address-duplicate.ts';
import interfaceBondPartner from './interface/bond-partner.ts';
import interfaceBridgeClosed from './interface/bridge-closed.ts';
import interfaceBridgePort from './interface/bridge-port.ts';
import interfaceFlannelIface from './interface/flannel-iface.ts';
import interfaceFlannelIfaceConfigured from './interface/flannel-iface-configured.ts';
import interfaceInternalIp from './interface/internal-ip.ts';
import interfaceInternalIpDuplicate from './interface/internal-ip-duplicate.ts';
import interfaceInternalIpFloating from './interface/internal-ip-floating.ts';
import interfaceKernelLog from './interface/kernel-log.ts';
import interfaceLowerDown from './interface/lower-down.ts';
import interfaceNoAddress from './interface/no-address.ts';
import interfaceNodeIp from './interface/node-ip.ts';
import interfaceNodeIpFamily from './interface/node-ip-family.ts';
import interfaceNodeIpRegistered from './interface/node-ip-registered.ts';
import interfacePublicIp from './interface/public-ip.ts';
import interfacePublicIpNetwork from './interface/public-ip-network.ts';
import interfaceQueue from './interface/queue.ts';
import interfaceSameNetwork from './interface/same-network.ts';
import interfaceUplinkDown from './interface/uplink-down.ts';
import underlayArpOff from './underlay/arp-off.ts';
import underlayConnectedRoute from './underlay/connected-route.ts';
import underlayContainerNetwork from './underlay/container-network.ts';
import underlayKubeletPort from './underlay/kubelet-port.ts';
import underlayLocalRoute from './underlay/local-route.ts';
import underlayNeighbour from './underlay/neighbour.ts';
import underlayPathMtu from './underlay/path-mtu.ts';
import underlayPeerPrivate from './underlay/peer-private.ts';
import underlayPeerPublic from './underlay/peer-public.ts';
import underlayPeerUnreachable from './underlay/peer-unreachable.ts';
import underlayPeerUnreachableIpv6 from './underlay/peer-unreachable-ipv6.ts';
import underlayPodAddressesDropped from './underlay/pod-addresses-dropped.ts';
import underlayReplyPorts from './underlay/reply-ports.ts';
import underlayRoute from './underlay/route.ts';
import overlayAnnouncedAddress from './overlay/announced-address.ts';
import overlayChecksumArrivals from './overlay/checksum-arrivals.ts';
import overlayChecksumDatagrams from './overlay/checksum-datagrams.ts';
import overlayChecksumErrors from './overlay/checksum-errors.ts';
import overlayChecksumOffload from './overlay/checksum-offload.ts';
import overlayChecksumSuspect from './overlay/checksum-suspect.ts';
import overlayLocalRoute from './overlay/local-route.ts';
import overlayMtuChain from './overlay/mtu-chain.ts';
import overlayOwnAnnouncement from './overlay/own-announcement.ts';
import overlayPeerAnnouncement from './overlay/peer-announcement.ts';
import overlayPeerFdb from './overlay/peer-fdb.ts';
import overlayPeerNeighbour from './overlay/peer-neighbour.ts';
import overlayPeerNetwork from './overlay/peer-network.ts';
import overlayPeerParameters from './overlay/peer-parameters.ts';
import overlayPeerRoute from './overlay/peer-route.ts';
import overlayPeerUnreachable from './overlay/peer-unreachable.ts';
import overlayRouteMtu from './overlay/route-mtu.ts';
import overlayVtepDuplicate from './overlay/vtep-duplicate.ts';
import overlayVtepMacAnnounced from './overlay/vtep-mac-announced.ts';
import overlayVxlanAddress from './overlay/vxlan-address.ts';
import overlayVxlanConflict from './overlay/vxlan-conflict.ts';
import overlayVxlanDown from './overlay/vxlan-down.ts';
import overlayVxlanExtensions from './overlay/vxlan-extensions.ts';
import overlayVxlanLowerDevice from './overlay/vxlan-lower-device.ts';
import overlayVxlanMissing from './overlay/vxlan-missing.ts';
import overlayVxlanNoarp from './overlay/vxlan-noarp.ts';
import overlayVxlanParameters from './overlay/vxlan-parameters.ts';
import overlayVxlanSource from './overlay/vxlan-source.ts';
import overlayVxlanVniTaken from './overlay/vxlan-vni-taken.ts';
import overlayWireguardKey from './overlay/wireguard-key.ts';
import overlayWireguardPeer from './overlay/wireguard-peer.ts';
import overlayWireguardUnreachable from './overlay/wireguard-unreachable.ts';
import routeBlackhole from './route/blackhole.ts';
import routeForeignLocal from './route/foreign-local.ts';
import routePodCidrOverlap from './route/pod-cidr-overlap.ts';
import routeRoutingRule from './route/routing-rule.ts';
import routeRoutingRuleIpv6 from './route/routing-rule-ipv6.ts';
import routeRuleForPackets from './route/rule-for-packets.ts';
import routeServiceRange from './route/service-range.ts';
import netfilterArp from './netfilter/arp.ts';
import netfilterBackendSplit from './netfilter/backend-split.ts';
import netfilterFirewallLog from './netfilter/firewall-log.ts';
import netfilterFormerFelix from './netfilter/former-felix.ts';
import netfilterKubeRouterLeft from './netfilter/kube-router-left.ts';
import netfilterLeftoverChains from './netfilter/leftover-chains.ts';
import netfilterOverlayPort from './netfilter/overlay-port.ts';
import netfilterOverlayPortIpv6 from './netfilter/overlay-port-ipv6.ts';
import netfilterOverlayPortLossy from './netfilter/overlay-port-lossy.ts';
import netfilterOverlayPortSuspect from './netfilter/overlay-port-suspect.ts';
import netfilterOwnQueries from './netfilter/own-queries.ts';
import netfilterPeerTraffic from './netfilter/peer-traffic.ts';
import netfilterPodForwarding from './netfilter/pod-forwarding.ts';
import netfilterPodMasquerade from './netfilter/pod-masquerade.ts';
import netfilterPodSource from './netfilter/pod-source.ts';
import netfilterPodTranslation from './netfilter/pod-translation.ts';
import netfilterServerPorts from './netfilter/server-ports.ts';
import netfilterTunnelInput from './netfilter/tunnel-input.ts';
import netfilterUntracked from './netfilter/untracked.ts';
import netfilterWireguardPort from './netfilter/wireguard-port.ts';
import cniApiAddress from './cni/api-address.ts';
import cniCalicoKubeconfig from './cni/calico-kubeconfig.ts';
import cniCalicoKubeconfigAuthority from './cni/calico-kubeconfig-authority.ts';
import cniClusterCidr from './cni/cluster-cidr.ts';
import cniClusterCidrExhausted from './cni/cluster-cidr-exhausted.ts';
import cniConfigurationContent from './cni/configuration-content.ts';
import cniConfigurationInvalid from './cni/configuration-invalid.ts';
import cniConfigurationMissing from './cni/configuration-missing.ts';
import cniConfigurationOrder from './cni/configuration-order.ts';
import cniContainerCreation from './cni/container-creation.ts';
import cniFelixPort from './cni/felix-port.ts';
import cniLeftovers from './cni/leftovers.ts';
import cniLoopbackMissing from './cni/loopback-missing.ts';
import cniNetworkUnavailable from './cni/network-unavailable.ts';
import cniPluginFailures from './cni/plugin-failures.ts';
import cniPluginMissing from './cni/plugin-missing.ts';
import cniPluginProxy from './cni/plugin-proxy.ts';
import cniPodAddressTwice from './cni/pod-address-twice.ts';
import cniPodAddresses from './cni/pod-addresses.ts';
import cniPodCidr from './cni/pod-cidr.ts';
import cniPodCidrFamilies from './cni/pod-cidr-families.ts';
import cniPodCidrOverlap from './cni/pod-cidr-overlap.ts';
import cniPodFailures from './cni/pod-failures.ts';
import cniPodFamilies from './cni/pod-families.ts';
import cniPodLeases from './cni/pod-leases.ts';
import cniPodNetwork from './cni/pod-network.ts';
import cniPodRemoval from './cni/pod-removal.ts';
import cniRuntimeDisagrees from './cni/runtime-disagrees.ts';
import cniSandboxAddress from './cni/sandbox-address.ts';
import cniSandboxFailures from './cni/sandbox-failures.ts';
import canalClusterNetwork from './canal/cluster-network.ts';
import canalContainer from './canal/container.ts';
import canalFelixHealth from './canal/felix-health.ts';
import canalLog from './canal/log.ts';
import canalPod from './canal/pod.ts';
import canalPodAddress from './canal/pod-address.ts';
import flannelBridge from './flannel/bridge.ts';
import flannelBridgeAddress from './flannel/bridge-address.ts';
import flannelBridgeArp from './flannel/bridge-arp.ts';
import flannelClusterNetwork from './flannel/cluster-network.ts';
import flannelContainer from './flannel/container.ts';
import flannelHairpin from './flannel/hairpin.ts';
import flannelHealth from './flannel/health.ts';
import flannelHostGw from './flannel/host-gw.ts';
import flannelLog from './flannel/log.ts';
import flannelMasquerade from './flannel/masquerade.ts';
import flannelMasqueradeIpv6 from './flannel/masquerade-ipv6.ts';
import flannelNetworkPolicies from './flannel/network-policies.ts';
import flannelOwnRoute from './flannel/own-route.ts';
import flannelPod from './flannel/pod.ts';
import flannelPodMtu from './flannel/pod-mtu.ts';
import flannelRulesRefused from './flannel/rules-refused.ts';
import flannelSelinux from './flannel/selinux.ts';
import flannelSubnetEnv from './flannel/subnet-env.ts';
import flannelSubnetRange from './flannel/subnet-range.ts';
import flannelTolerations from './flannel/tolerations.ts';
import calicoApiAddress from './calico/api-address.ts';
import calicoBgpAsNumber from './calico/bgp-as-number.ts';
import calicoBgpBird from './calico/bgp-bird.ts';
import calicoBgpConnection from './calico/bgp-connection.ts';
import calicoBgpImportFilter from './calico/bgp-import-filter.ts';
import calicoBgpImports from './calico/bgp-imports.ts';
import calicoBgpKernelExport from './calico/bgp-kernel-export.ts';
import calicoBgpKernelRoutes from './calico/bgp-kernel-routes.ts';
import calicoBgpMesh from './calico/bgp-mesh.ts';
import calicoBgpNoSession from './calico/bgp-no-session.ts';
import calicoBgpNodeAddress from './calico/bgp-node-address.ts';
import calicoBgpPeerAddress from './calico/bgp-peer-address.ts';
import calicoBgpPort from './calico/bgp-port.ts';
import calicoBgpRouter from './calico/bgp-router.ts';
import calicoBgpRouterId from './calico/bgp-router-id.ts';
import calicoBgpSession from './calico/bgp-session.ts';
import calicoBgpSessionDisabled from './calico/bgp-session-disabled.ts';
import calicoBgpUntoldPod from './calico/bgp-untold-pod.ts';
import calicoBlockRoutes from './calico/block-routes.ts';
import calicoBlocks from './calico/blocks.ts';
import calicoBorrowedRoute from './calico/borrowed-route.ts';
import calicoBpfMount from './calico/bpf-mount.ts';
import calicoChartValues from './calico/chart-values.ts';
import calicoContainer from './calico/container.ts';
import calicoDatastoreLocked from './calico/datastore-locked.ts';
import calicoEbpfKubeProxy from './calico/ebpf-kube-proxy.ts';
import calicoEbpfUnsupported from './calico/ebpf-unsupported.ts';
import calicoFelixHealth from './calico/felix-health.ts';
import calicoFelixOverride from './calico/felix-override.ts';
import calicoFelixRoutes from './calico/felix-routes.ts';
import calicoFoundAddress from './calico/found-address.ts';
import calicoInstallation from './calico/installation.ts';
import calicoIpPool from './calico/ip-pool.ts';
import calicoIpPoolNat from './calico/ip-pool-nat.ts';
import calicoIpPoolReach from './calico/ip-pool-reach.ts';
import calicoIpamType from './calico/ipam-type.ts';
import calicoIpipProtocol from './calico/ipip-protocol.ts';
import calicoIpipUnreachable from './calico/ipip-unreachable.ts';
import calicoLog from './calico/log.ts';
import calicoMtu from './calico/mtu.ts';
import calicoNodeAddress from './calico/node-address.ts';
import calicoNodename from './calico/nodename.ts';
import calicoOperator from './calico/operator.ts';
import calicoOperatorContainer from './calico/operator-container.ts';
import calicoPeerAddress from './calico/peer-address.ts';
import calicoPod from './calico/pod.ts';
import calicoPodAddress from './calico/pod-address.ts';
import calicoRefusedRoute from './calico/refused-route.ts';
import calicoRouteSplit from './calico/route-split.ts';
import calicoStrictAffinity from './calico/strict-affinity.ts';
import calicoTigeraStatus from './calico/tigera-status.ts';
import calicoTunnelAddress from './calico/tunnel-address.ts';
import calicoTypha from './calico/typha.ts';
import calicoVxlanDevice from './calico/vxlan-device.ts';
import calicoVxlanParameters from './calico/vxlan-parameters.ts';
import calicoVxlanParametersUnusual from './calico/vxlan-parameters-unusual.ts';
import calicoWireguardAddress from './calico/wireguard-address.ts';
import calicoWireguardLeft from './calico/wireguard-left.ts';
import calicoWorkloadGateway from './calico/workload-gateway.ts';
import calicoWorkloadLink from './calico/workload-link.ts';
import calicoWorkloadRoute from './calico/workload-route.ts';
import ciliumAddresses from './cilium/addresses.ts';
import ciliumAgent from './cilium/agent.ts';
import ciliumAgentErrors from './cilium/agent-errors.ts';
import ciliumAgentLog from './cilium/agent-log.ts';
import ciliumAgentNode from './cilium/agent-node.ts';
import ciliumAgentParts from './cilium/agent-parts.ts';
import ciliumAgentSocket from './cilium/agent-socket.ts';
import ciliumAgentStart from './cilium/agent-start.ts';
import ciliumAgentWaits from './cilium/agent-waits.ts';
import ciliumApiAddress from './cilium/api-address.ts';
import ciliumBgpSession from './cilium/bgp-session.ts';
import ciliumBpfMount from './cilium/bpf-mount.ts';
import ciliumCgroupMount from './cilium/cgroup-mount.ts';
import ciliumChartValues from './cilium/chart-values.ts';
import ciliumClusterMesh from './cilium/cluster-mesh.ts';
import ciliumCniExclusive from './cilium/cni-exclusive.ts';
import ciliumCniFile from './cilium/cni-file.ts';
import ciliumContainer from './cilium/container.ts';
import ciliumControllers from './cilium/controllers.ts';
import ciliumDevices from './cilium/devices.ts';
import ciliumEncryptedWay from './cilium/encrypted-way.ts';
import ciliumEncryption from './cilium/encryption.ts';
import ciliumEncryptionKeys from './cilium/encryption-keys.ts';
import ciliumEncryptionOff from './cilium/encryption-off.ts';
import ciliumEndpoint from './cilium/endpoint.ts';
import ciliumEndpointMissing from './cilium/endpoint-missing.ts';
import ciliumEni from './cilium/eni.ts';
import ciliumEnvoy from './cilium/envoy.ts';
import ciliumFloatingAddress from './cilium/floating-address.ts';
import ciliumHostDevice from './cilium/host-device.ts';
import ciliumHostPort from './cilium/host-port.ts';
import ciliumHostRoute from './cilium/host-route.ts';
import ciliumIpFamilies from './cilium/ip-families.ts';
import ciliumIpsecErrors from './cilium/ipsec-errors.ts';
import ciliumKernel from './cilium/kernel.ts';
import ciliumKnownNodes from './cilium/known-nodes.ts';
import ciliumKubeProxyReplacement from './cilium/kube-proxy-replacement.ts';
import ciliumKubernetes from './cilium/kubernetes.ts';
import ciliumKvstore from './cilium/kvstore.ts';
import ciliumLocalRedirect from './cilium/local-redirect.ts';
import ciliumMapPressure from './cilium/map-pressure.ts';
import ciliumMasqueradeInterface from './cilium/masquerade-interface.ts';
import ciliumMasquerading from './cilium/masquerading.ts';
import ciliumMasqueradingDevices from './cilium/masquerading-devices.ts';
import ciliumMasqueradingRange from './cilium/masquerading-range.ts';
import ciliumMtu from './cilium/mtu.ts';
import ciliumNativeCidr from './cilium/native-cidr.ts';
import ciliumNativeRouting from './cilium/native-routing.ts';
import ciliumOperator from './cilium/operator.ts';
import ciliumOperatorContainer from './cilium/operator-container.ts';
import ciliumOperatorLog from './cilium/operator-log.ts';
import ciliumPeer from './cilium/peer.ts';
import ciliumPluginDenied from './cilium/plugin-denied.ts';
import ciliumPod from './cilium/pod.ts';
import ciliumPodCidr from './cilium/pod-cidr.ts';
import ciliumPodCidrOverlap from './cilium/pod-cidr-overlap.ts';
import ciliumPodFailures from './cilium/pod-failures.ts';
import ciliumPodNameserver from './cilium/pod-nameserver.ts';
import ciliumPoolExhausted from './cilium/pool-exhausted.ts';
import ciliumProxyRule from './cilium/proxy-rule.ts';
import ciliumRedirectHost from './cilium/redirect-host.ts';
import ciliumRouterMtu from './cilium/router-mtu.ts';
import ciliumSocketMesh from './cilium/socket-mesh.ts';
import ciliumStaleStatus from './cilium/stale-status.ts';
import ciliumTaint from './cilium/taint.ts';
import ciliumTunnelChecksum from './cilium/tunnel-checksum.ts';
import ciliumTunnelDevice from './cilium/tunnel-device.ts';
import ciliumVlanFilter from './cilium/vlan-filter.ts';
import ciliumWorkloadLink from './cilium/workload-link.ts';
import multusAddressUnreserved from './multus/address-unreserved.ts';
import multusAttachedMaster from './multus/attached-master.ts';
import multusChartValues from './multus/chart-values.ts';
import multusConfigurationLeft from './multus/configuration-left.ts';
import multusConfigurationMissing from './multus/configuration-missing.ts';
import multusContainer from './multus/container.ts';
import multusDaemon from './multus/daemon.ts';
import multusDelegate from './multus/delegate.ts';
import multusDelegateStale from './multus/delegate-stale.ts';
import multusDeviceFailures from './multus/device-failures.ts';
import multusDhcpDaemon from './multus/dhcp-daemon.ts';
import multusHostLocalDuplicated from './multus/host-local-duplicated.ts';
import multusIpamFailures from './multus/ipam-failures.ts';
import multusKubeconfig from './multus/kubeconfig.ts';
import multusKubeconfigServer from './multus/kubeconfig-server.ts';
import multusLog from './multus/log.ts';
import multusNetworkInvalid from './multus/network-invalid.ts';
import multusNetworkIpam from './multus/network-ipam.ts';
import multusNetworkMaster from './multus/network-master.ts';
import multusNetworkPlugin from './multus/network-plugin.ts';
import multusNetworkRange from './multus/network-range.ts';
import multusNetworkRoute from './multus/network-route.ts';
import multusNetworkUnknown from './multus/network-unknown.ts';
import multusNodeFailures from './multus/node-failures.ts';
import multusPluginFailures from './multus/plugin-failures.ts';
import multusPod from './multus/pod.ts';
import multusPodAnnotation from './multus/pod-annotation.ts';
import multusPodFailures from './multus/pod-failures.ts';
import multusPodUnattached from './multus/pod-unattached.ts';
import multusReadinessIndicator from './multus/readiness-indicator.ts';
import multusShim from './multus/shim.ts';
import multusWhereabouts from './multus/whereabouts.ts';
import multusWhereaboutsPool from './multus/whereabouts-pool.ts';
import serviceApiAddress from './service/api-address.ts';
import serviceApiEndpoints from './service/api-endpoints.ts';
import serviceApiUnserved from './service/api-unserved.ts';
import serviceChecksumOffload from './service/checksum-offload.ts';
import serviceDepartedServer from './service/departed-server.ts';
import serviceHostPort from './service/host-port.ts';
import serviceHostPortListener from './service/host-port-listener.ts';
import serviceIngressController from './service/ingress-controller.ts';
import serviceIpvsLeftover from './service/ipvs-leftover.ts';
import serviceIpvsMissing from './service/ipvs-missing.ts';
import serviceIpvsNodeAddress from './service/ipvs-node-address.ts';
import serviceIpvsWeight from './service/ipvs-weight.ts';
import serviceKubeProxy from './service/kube-proxy.ts';
import serviceKubeProxyAbsent from './service/kube-proxy-absent.ts';
import serviceKubeProxyLog from './service/kube-proxy-log.ts';
import serviceKubeProxyRefused from './service/kube-proxy-refused.ts';
import serviceMasqueradedPods from './service/masqueraded-pods.ts';
import serviceNftablesMissing from './service/nftables-missing.ts';
import serviceNodePortListener from './service/node-port-listener.ts';
import serviceProxyMode from './service/proxy-mode.ts';
import serviceProxyTableLeft from './service/proxy-table-left.ts';
import serviceRegistrationAddress from './service/registration-address.ts';
import serviceRulesMissing from './service/rules-missing.ts';
import serviceRulesMissingIpv6 from './service/rules-missing-ipv6.ts';
import serviceServerAddressTaken from './service/server-address-taken.ts';
import serviceSourceAddress from './service/source-address.ts';
import serviceStaleConnection from './service/stale-connection.ts';
import serviceStaleDatagrams from './service/stale-datagrams.ts';
import serviceStaleEndpoint from './service/stale-endpoint.ts';
import serviceStrictArp from './service/strict-arp.ts';
import serviceTranslationTaken from './service/translation-taken.ts';
import dnsCorednsContainer from './dns/coredns-container.ts';
import dnsCorednsEndpoints from './dns/coredns-endpoints.ts';
import dnsCorednsLog from './dns/coredns-log.ts';
import dnsCorednsStale from './dns/coredns-stale.ts';
import dnsCorednsStart from './dns/coredns-start.ts';
import dnsCorednsUpstream from './dns/coredns-upstream.ts';
import dnsCorednsValues from './dns/coredns-values.ts';
import dnsEndpointUnreachable from './dns/endpoint-unreachable.ts';
import dnsFallbackServers from './dns/fallback-servers.ts';
import dnsHostResolver from './dns/host-resolver.ts';
import dnsKeptEndpoint from './dns/kept-endpoint.ts';
import dnsNodelocal from './dns/nodelocal.ts';
import dnsNodelocalIpvs from './dns/nodelocal-ipvs.ts';
import dnsNodelocalLeft from './dns/nodelocal-left.ts';
import dnsNodelocalLog from './dns/nodelocal-log.ts';
import dnsOneProtocol from './dns/one-protocol.ts';
import dnsPodNameserver from './dns/pod-nameserver.ts';
import dnsPolicyClosed from './dns/policy-closed.ts';
import dnsResolverCircle from './dns/resolver-circle.ts';
import dnsResolverLimits from './dns/resolver-limits.ts';
import dnsSearchWildcard from './dns/search-wildcard.ts';
import dnsServiceAddress from './dns/service-address.ts';
import dnsServiceGone from './dns/service-gone.ts';
import dnsUnservedNameserver from './dns/unserved-nameserver.ts';

/** Every built-in check, in catalogue order. */
export const checks: readonly AnyCheck[] = [
	rke2ApiCalls,
	rke2ApiUnreachable,
	rke2CertificateIssuer,
	rke2Certificates,
	rke2ChartConfig,
	rke2ChartConfigTwice,
	rke2ChartInstallation,
	rke2ChartRemoved,
	rke2CisPolicies,
	rke2CloudTaint,
	rke2CniNone,
	rke2CniSignals,
	rke2ConfigurationInvalid,
	rke2ContainerRuntime,
	rke2Datastore,
	rke2DisabledParts,
	rke2EgressSelector,
	rke2EtcdMember,
	rke2Journal,
	rke2Kubeconfigs,
	rke2Kubelet,
	rke2KubeletEnd,
	rke2KubeletNames,
	rke2KubeletStopped,
	rke2ManifestInvalid,
	rke2PinnedImage,
	rke2PolicyWebhook,
	rke2Registration,
	rke2RegistrationAddress,
	rke2ServerAddress,
	rke2ServiceStopped,
	rke2Tunnel,
	hostArpIgnore,
	hostBridgeNetfilter,
	hostConntrackDrops,
	hostConntrackTable,
	hostDefaultRoute,
	hostDuplicateHostname,
	hostFileSystems,
	hostFirewalld,
	hostForwarding,
	hostHangingDaemon,
	hostHostname,
	hostInotifyLimits,
	hostInotifyLowered,
	hostIptablesMissing,
	hostIpv6Disabled,
	hostIpv6RouterAdvertisement,
	hostKernelLog,
	hostKernelModules,
	hostLocalRoutingTable,
	hostLoopback,
	hostMartianPackets,
	hostNeighbourTable,
	hostNetworkManager,
	hostNetworkd,
	hostNmCloudSetup,
	hostReversePathFilter,
	hostReversePathFilterArp,
	hostReversePathFilterPods,
	hostReversePathFilterTunnel,
	hostUfw,
	hostWicked,
	interfaceAddressDuplicate,
	interfaceBondPartner,
	interfaceBridgeClosed,
	interfaceBridgePort,
	interfaceFlannelIface,
	interfaceFlannelIfaceConfigured,
	interfaceInternalIp,
	interfaceInternalIpDuplicate,
	interfaceInternalIpFloating,
	interfaceKernelLog,
	interfaceLowerDown,
	interfaceNoAddress,
	interfaceNodeIp,
	interfaceNodeIpFamily,
	interfaceNodeIpRegistered,
	interfacePublicIp,
	interfacePublicIpNetwork,
	interfaceQueue,
	interfaceSameNetwork,
	interfaceUplinkDown,
	underlayArpOff,
	underlayConnectedRoute,
	underlayContainerNetwork,
	underlayKubeletPort,
	underlayLocalRoute,
	underlayNeighbour,
	underlayPathMtu,
	underlayPeerPrivate,
	underlayPeerPublic,
	underlayPeerUnreachable,
	underlayPeerUnreachableIpv6,
	underlayPodAddressesDropped,
	underlayReplyPorts,
	underlayRoute,
	overlayAnnouncedAddress,
	overlayChecksumArrivals,
	overlayChecksumDatagrams,
	overlayChecksumErrors,
	overlayChecksumOffload,
	overlayChecksumSuspect,
	overlayLocalRoute,
	overlayMtuChain,
	overlayOwnAnnouncement,
	overlayPeerAnnouncement,
	overlayPeerFdb,
	overlayPeerNeighbour,
	overlayPeerNetwork,
	overlayPeerParameters,
	overlayPeerRoute,
	overlayPeerUnreachable,
	overlayRouteMtu,
	overlayVtepDuplicate,
	overlayVtepMacAnnounced,
	overlayVxlanAddress,
	overlayVxlanConflict,
	overlayVxlanDown,
	overlayVxlanExtensions,
	overlayVxlanLowerDevice,
	overlayVxlanMissing,
	overlayVxlanNoarp,
	overlayVxlanParameters,
	overlayVxlanSource,
	overlayVxlanVniTaken,
	overlayWireguardKey,
	overlayWireguardPeer,
	overlayWireguardUnreachable,
	routeBlackhole,
	routeForeignLocal,
	routePodCidrOverlap,
	routeRoutingRule,
	routeRoutingRuleIpv6,
	routeRuleForPackets,
	routeServiceRange,
	netfilterArp,
	netfilterBackendSplit,
	netfilterFirewallLog,
	netfilterFormerFelix,
	netfilterKubeRouterLeft,
	netfilterLeftoverChains,
	netfilterOverlayPort,
	netfilterOverlayPortIpv6,
	netfilterOverlayPortLossy,
	netfilterOverlayPortSuspect,
	netfilterOwnQueries,
	netfilterPeerTraffic,
	netfilterPodForwarding,
	netfilterPodMasquerade,
	netfilterPodSource,
	netfilterPodTranslation,
	netfilterServerPorts,
	netfilterTunnelInput,
	netfilterUntracked,
	netfilterWireguardPort,
	cniApiAddress,
	cniCalicoKubeconfig,
	cniCalicoKubeconfigAuthority,
	cniClusterCidr,
	cniClusterCidrExhausted,
	cniConfigurationContent,
	cniConfigurationInvalid,
	cniConfigurationMissing,
	cniConfigurationOrder,
	cniContainerCreation,
	cniFelixPort,
	cniLeftovers,
	cniLoopbackMissing,
	cniNetworkUnavailable,
	cniPluginFailures,
	cniPluginMissing,
	cniPluginProxy,
	cniPodAddressTwice,
	cniPodAddresses,
	cniPodCidr,
	cniPodCidrFamilies,
	cniPodCidrOverlap,
	cniPodFailures,
	cniPodFamilies,
	cniPodLeases,
	cniPodNetwork,
	cniPodRemoval,
	cniRuntimeDisagrees,
	cniSandboxAddress,
	cniSandboxFailures,
	canalClusterNetwork,
	canalContainer,
	canalFelixHealth,
	canalLog,
	canalPod,
	canalPodAddress,
	flannelBridge,
	flannelBridgeAddress,
	flannelBridgeArp,
	flannelClusterNetwork,
	flannelContainer,
	flannelHairpin,
	flannelHealth,
	flannelHostGw,
	flannelLog,
	flannelMasquerade,
	flannelMasqueradeIpv6,
	flannelNetworkPolicies,
	flannelOwnRoute,
	flannelPod,
	flannelPodMtu,
	flannelRulesRefused,
	flannelSelinux,
	flannelSubnetEnv,
	flannelSubnetRange,
	flannelTolerations,
	calicoApiAddress,
	calicoBgpAsNumber,
	calicoBgpBird,
	calicoBgpConnection,
	calicoBgpImportFilter,
	calicoBgpImports,
	calicoBgpKernelExport,
	calicoBgpKernelRoutes,
	calicoBgpMesh,
	calicoBgpNoSession,
	calicoBgpNodeAddress,
	calicoBgpPeerAddress,
	calicoBgpPort,
	calicoBgpRouter,
	calicoBgpRouterId,
	calicoBgpSession,
	calicoBgpSessionDisabled,
	calicoBgpUntoldPod,
	calicoBlockRoutes,
	calicoBlocks,
	calicoBorrowedRoute,
	calicoBpfMount,
	calicoChartValues,
	calicoContainer,
	calicoDatastoreLocked,
	calicoEbpfKubeProxy,
	calicoEbpfUnsupported,
	calicoFelixHealth,
	calicoFelixOverride,
	calicoFelixRoutes,
	calicoFoundAddress,
	calicoInstallation,
	calicoIpPool,
	calicoIpPoolNat,
	calicoIpPoolReach,
	calicoIpamType,
	calicoIpipProtocol,
	calicoIpipUnreachable,
	calicoLog,
	calicoMtu,
	calicoNodeAddress,
	calicoNodename,
	calicoOperator,
	calicoOperatorContainer,
	calicoPeerAddress,
	calicoPod,
	calicoPodAddress,
	calicoRefusedRoute,
	calicoRouteSplit,
	calicoStrictAffinity,
	calicoTigeraStatus,
	calicoTunnelAddress,
	calicoTypha,
	calicoVxlanDevice,
	calicoVxlanParameters,
	calicoVxlanParametersUnusual,
	calicoWireguardAddress,
	calicoWireguardLeft,
	calicoWorkloadGateway,
	calicoWorkloadLink,
	calicoWorkloadRoute,
	ciliumAddresses,
	ciliumAgent,
	ciliumAgentErrors,
	ciliumAgentLog,
	ciliumAgentNode,
	ciliumAgentParts,
	ciliumAgentSocket,
	ciliumAgentStart,
	ciliumAgentWaits,
	ciliumApiAddress,
	ciliumBgpSession,
	ciliumBpfMount,
	ciliumCgroupMount,
	ciliumChartValues,
	ciliumClusterMesh,
	ciliumCniExclusive,
	ciliumCniFile,
	ciliumContainer,
	ciliumControllers,
	ciliumDevices,
	ciliumEncryptedWay,
	ciliumEncryption,
	ciliumEncryptionKeys,
	ciliumEncryptionOff,
	ciliumEndpoint,
	ciliumEndpointMissing,
	ciliumEni,
	ciliumEnvoy,
	ciliumFloatingAddress,
	ciliumHostDevice,
	ciliumHostPort,
	ciliumHostRoute,
	ciliumIpFamilies,
	ciliumIpsecErrors,
	ciliumKernel,
	ciliumKnownNodes,
	ciliumKubeProxyReplacement,
	ciliumKubernetes,
	ciliumKvstore,
	ciliumLocalRedirect,
	ciliumMapPressure,
	ciliumMasqueradeInterface,
	ciliumMasquerading,
	ciliumMasqueradingDevices,
	ciliumMasqueradingRange,
	ciliumMtu,
	ciliumNativeCidr,
	ciliumNativeRouting,
	ciliumOperator,
	ciliumOperatorContainer,
	ciliumOperatorLog,
	ciliumPeer,
	ciliumPluginDenied,
	ciliumPod,
	ciliumPodCidr,
	ciliumPodCidrOverlap,
	ciliumPodFailures,
	ciliumPodNameserver,
	ciliumPoolExhausted,
	ciliumProxyRule,
	ciliumRedirectHost,
	ciliumRouterMtu,
	ciliumSocketMesh,
	ciliumStaleStatus,
	ciliumTaint,
	ciliumTunnelChecksum,
	ciliumTunnelDevice,
	ciliumVlanFilter,
	ciliumWorkloadLink,
	multusAddressUnreserved,
	multusAttachedMaster,
	multusChartValues,
	multusConfigurationLeft,
	multusConfigurationMissing,
	multusContainer,
	multusDaemon,
	multusDelegate,
	multusDelegateStale,
	multusDeviceFailures,
	multusDhcpDaemon,
	multusHostLocalDuplicated,
	multusIpamFailures,
	multusKubeconfig,
	multusKubeconfigServer,
	multusLog,
	multusNetworkInvalid,
	multusNetworkIpam,
	multusNetworkMaster,
	multusNetworkPlugin,
	multusNetworkRange,
	multusNetworkRoute,
	multusNetworkUnknown,
	multusNodeFailures,
	multusPluginFailures,
	multusPod,
	multusPodAnnotation,
	multusPodFailures,
	multusPodUnattached,
	multusReadinessIndicator,
	multusShim,
	multusWhereabouts,
	multusWhereaboutsPool,
	serviceApiAddress,
	serviceApiEndpoints,
	serviceApiUnserved,
	serviceChecksumOffload,
	serviceDepartedServer,
	serviceHostPort,
	serviceHostPortListener,
	serviceIngressController,
	serviceIpvsLeftover,
	serviceIpvsMissing,
	serviceIpvsNodeAddress,
	serviceIpvsWeight,
	serviceKubeProxy,
	serviceKubeProxyAbsent,
	serviceKubeProxyLog,
	serviceKubeProxyRefused,
	serviceMasqueradedPods,
	serviceNftablesMissing,
	serviceNodePortListener,
	serviceProxyMode,
	serviceProxyTableLeft,
	serviceRegistrationAddress,
	serviceRulesMissing,
	serviceRulesMissingIpv6,
	serviceServerAddressTaken,
	serviceSourceAddress,
	serviceStaleConnection,
	serviceStaleDatagrams,
	serviceStaleEndpoint,
	serviceStrictArp,
	serviceTranslationTaken,
	dnsCorednsContainer,
	dnsCorednsEndpoints,
	dnsCorednsLog,
	dnsCorednsStale,
	dnsCorednsStart,
	dnsCorednsUpstream,
	dnsCorednsValues,
	dnsEndpointUnreachable,
	dnsFallbackServers,
	dnsHostResolver,
	dnsKeptEndpoint,
	dnsNodelocal,
	dnsNodelocalIpvs,
	dnsNodelocalLeft,
	dnsNodelocalLog,
	dnsOneProtocol,
	dnsPodNameserver,
	dnsPolicyClosed,
	dnsResolverCircle,
	dnsResolverLimits,
	dnsSearchWildcard,
	dnsServiceAddress,
	dnsServiceGone,
	dnsUnservedNameserver,
];
