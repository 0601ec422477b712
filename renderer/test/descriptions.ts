const lines = (text: string): string => text.trimStart().replaceAll('\n', '\r\n')

/** As Chromium 156 offers a voice, with what it has gathered. */
export const CHROMIUM_OFFER = lines(`
v=0
o=- 1272914424255337848 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS af507215-fa43-4793-80ac-7101f60c597c
m=audio 39513 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 127.0.0.1
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1080036953 1 udp 2122194687 127.0.0.1 39513 typ host generation 0 network-id 3 network-cost 50
a=candidate:2895497393 1 udp 2122063615 192.0.2.2 43833 typ host generation 0 network-id 1
a=candidate:1532713126 1 udp 2122267903 ::1 60863 typ host generation 0 network-id 4 network-cost 50
a=candidate:3007144373 1 udp 2122134271 fd00::2 49673 typ host generation 0 network-id 2
a=ice-ufrag:bCME
a=ice-pwd:JdYUf+9GXdzcpf9nyOo/PfZJ
a=ice-options:trickle
a=fingerprint:sha-256 EF:5B:A2:9F:DB:AA:FC:A6:5A:BC:F7:85:1D:EB:C2:B6:B3:2F:CD:13:4D:36:3A:DD:7C:3C:1E:36:3C:EB:5E:EF
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=sendrecv
a=msid:af507215-fa43-4793-80ac-7101f60c597c bcda3c7b-9100-44d6-b16f-649871aae564
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=fmtp:63 111/111
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
a=ssrc:3574329953 cname:lfXLbHuyHO/ftHFI
`)

/** As Firefox offers a voice: parameters before the codecs, one certificate for all sections. */
export const FIREFOX_OFFER = lines(`
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5389392510466966347 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 D1:58:BA:AE:37:BC:8B:EF:D0:54:38:D0:AA:B6:1C:93:D2:3D:30:82:75:01:C4:51:7D:2E:2D:A6:44:62:18:71
a=group:BUNDLE 0
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=sendrecv
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=fmtp:101 0-15
a=ice-pwd:26f252f12c5fbf0af234a5e9b568b917
a=ice-ufrag:166e73e0
a=mid:0
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000/1
a=setup:actpass
`)
