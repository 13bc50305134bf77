package io.hubbub.chat;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the chat page at {@code /}. By a forward, not a redirect: the page's own addresses are
 * relative to {@code /}, and so is the address of a room that people pass on.
 */
@Configuration(proxyBeanMethods = false)
class ChatPage implements WebMvcConfigurer {

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/chat/index.html");
    }
}
