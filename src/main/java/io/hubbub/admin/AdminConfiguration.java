package io.hubbub.admin;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.client.Clients;
import io.hubbub.client.Lanes;
import io.hubbub.client.Time;
import io.hubbub.room.Rooms;
import io.hubbub.room.Stores;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves the administrator's page at {@code /admin} and assembles its back end. */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration implements WebMvcConfigurer {

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/admin").setViewName("forward:/admin/index.html");
    }

    @Bean
    Census census(
            Clients clients,
            Rooms rooms,
            Lanes lanes,
            Stores stores,
            MeterRegistry meters,
            Time time) {
        // Each gateway counts its own refusals, so only the meters have all of them.
        return new Census(
                clients,
                rooms,
                lanes,
                stores.engines(),
                () ->
                        (long)
                                meters.find("hubbub.refusals").functionCounters().stream()
                                        .mapToDouble(FunctionCounter::count)
                                        .sum(),
                time);
    }

    @Bean(initMethod = "start")
    LiveRoom liveRoom(Rooms rooms, Broadcast broadcast, Census census) {
        return new LiveRoom(rooms, broadcast, census);
    }
}
